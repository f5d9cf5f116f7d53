import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { createApp } from "../src/app.js";
import { routes } from "../src/routes.js";

describe("the service", () => {
  const { server, state } = createApp();
  let base;

  before(async () => {
    await new Promise((resolve) => server.listen(0, resolve));
    base = `http://127.0.0.1:${server.address().port}`;
    state.ready = true;
  });

  after(() => {
    server.close();
    server.closeAllConnections();
  });

  it("is alive", async () => {
    assert.equal((await fetch(`${base}/healthz`)).status, 200);
  });

  it("is ready only while it says so", async () => {
    assert.equal((await fetch(`${base}/readyz`)).status, 200);
    state.ready = false;
    const response = await fetch(`${base}/readyz`);
    state.ready = true;
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("connection"), "close");
  });

  it("answers", async () => {
    const response = await fetch(base);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/json");
  });

  it("says less where its upstream cannot be asked", async () => {
    assert.deepEqual(await (await fetch(`${base}/upstream`)).json(), { upstream: { degraded: true } });
  });

  it("knows what it does not know", async () => {
    assert.equal((await fetch(`${base}/nowhere`)).status, 404);
    assert.equal((await fetch(base, { method: "POST", body: "{}" })).status, 405);
  });

  it("survives a path that is none", async () => {
    const socket = connect(server.address().port, "127.0.0.1");
    socket.write("GET // HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    assert.match((await text(socket)).split("\r\n")[0], / 404 /);
  });

  it("hides what went wrong from the caller", async (t) => {
    t.after(() => delete routes["/broken"]);
    routes["/broken"] = {
      GET: () => {
        throw new Error("the reason");
      },
    };
    const response = await fetch(`${base}/broken`);
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /the reason/);
  });

  it("measures requests by route", async () => {
    await fetch(`${base}/somewhere/else`);
    const metrics = await (await fetch(`${base}/metrics`)).text();
    assert.match(metrics, /http_request_duration_seconds_count\{method="GET",route="\/",status="200"\} \d+/);
    assert.match(metrics, /http_request_duration_seconds_count\{method="GET",route="unknown",status="404"\} \d+/);
    assert.doesNotMatch(metrics, /somewhere/);
  });
});
