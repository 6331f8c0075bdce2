/** A process that answers every HTTP request with the same bytes, as plainly as node:http can. Its parent sends them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PlainAnswer {
  headers: Record<string, string>;
  body: Uint8Array;
}

process.once('message', ({ headers, body }: PlainAnswer) => {
  const bytes = Buffer.from(body);
  const server = createServer((request, response) => {
    // The request is read to its end, as any server must.
    request.resume();
    request.once('end', () => {
      response.writeHead(200, headers);
      response.end(bytes);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
});
process.once('disconnect', () => process.exit());
