import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the collector made of a store. */
export interface Sent {
  readonly url: string;
  readonly body: string;
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** A store on loopback that takes everything and writes it down in `sent`. */
export function listening(sent: Sent[]): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      sent.push({ url: request.url ?? '', body });
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    });
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}
