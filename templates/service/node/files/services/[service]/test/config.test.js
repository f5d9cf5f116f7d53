import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readConfig } from "../src/config.js";
import { address, choice, readSettings, whole } from "../src/settings.js";

describe("the settings", () => {
  it("all have a default, and an empty variable is none", () => {
    const { config, problems } = readConfig({});
    assert.deepEqual(problems, []);
    assert.equal(config.logLevel, "info");
    assert.deepEqual(readConfig({ LOG_LEVEL: "" }), { config, problems });
  });

  const read = readSettings({
    port: whole("PORT", 8080, { least: 1, most: 65_535 }),
    level: choice("LEVEL", "low", ["low", "high"]),
    url: address("URL"),
  });

  it("are read from their variables", () => {
    const { config, problems } = read({ PORT: "9000", LEVEL: "high", URL: "http://shop.shop/api" });
    assert.deepEqual(problems, []);
    assert.deepEqual(config, { port: 9000, level: "high", url: "http://shop.shop/api" });
  });

  it("that are wrong are all named, without what they hold", () => {
    const { config, problems } = read({ PORT: "80a", LEVEL: "constructor", URL: "http://user:password@shop" });
    assert.deepEqual(problems, [
      "PORT takes a whole number from 1 to 65535",
      "LEVEL takes one of low, high",
      "URL takes an address such as http://name.namespace, without a user, a query or a fragment",
    ]);
    assert.deepEqual(config, { port: 8080, level: "low", url: undefined });
  });

  it("stay within their limits", () => {
    for (const PORT of ["0", "65536", "-1", "1.5", "1e3", " 1"]) assert.equal(read({ PORT }).problems.length, 1, PORT);
    for (const URL of ["shop", "file:///etc", "http://shop/?a", "http://shop/#a"]) assert.equal(read({ URL }).problems.length, 1, URL);
  });
});
