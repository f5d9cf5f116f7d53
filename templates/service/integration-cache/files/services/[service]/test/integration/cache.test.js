import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";

// The protocol by hand, until the service has a client of its choice: then the test uses that one. `task test:integration` sets the names.
const { CACHE_HOST: host, CACHE_PORT: port } = process.env;

test("the cache keeps what it is given", { skip: !host, timeout: 10_000 }, async () => {
  const socket = connect(Number(port), host);
  await once(socket, "connect");
  const ask = async (line) => {
    socket.write(`${line}\r\n`);
    return String((await once(socket, "data"))[0]);
  };
  assert.equal(await ask("SET answer 42 EX 60"), "+OK\r\n");
  assert.equal(await ask("GET answer"), "$2\r\n42\r\n");
  socket.end();
});
