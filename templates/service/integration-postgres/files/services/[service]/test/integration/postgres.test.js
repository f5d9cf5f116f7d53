import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";

// The protocol by hand, until the service has a client of its choice: then the test uses that one. `task test:integration` sets the names.
const { PGHOST: host, PGPORT: port, PGUSER: user, PGDATABASE: database } = process.env;

const message = (type, text) => {
  const body = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};

/** All answers up to "ready for a query", as type → text. */
async function answers(socket) {
  let data = Buffer.alloc(0);
  const found = {};
  for (;;) {
    while (data.length >= 5 && data.length > data.readInt32BE(1)) {
      const type = String.fromCharCode(data[0]);
      found[type] = data.toString("latin1", 5, data.readInt32BE(1) + 1);
      data = data.subarray(data.readInt32BE(1) + 1);
      if (type === "Z") return found;
      assert.notEqual(type, "E", found[type]);
    }
    data = Buffer.concat([data, (await once(socket, "data"))[0]]);
  }
}

test("Postgres lets the user in and answers a query", { skip: !host, timeout: 10_000 }, async () => {
  const socket = connect(Number(port), host);
  await once(socket, "connect");
  socket.write(message("", `\0\x03\0\0user\0${user}\0database\0${database}\0\0`));
  assert.equal((await answers(socket)).R, "\0\0\0\0", "logged in");
  socket.write(message("Q", "SELECT 6 * 7\0"));
  assert.match((await answers(socket)).D, /42$/);
  socket.end(message("X", ""));
});
