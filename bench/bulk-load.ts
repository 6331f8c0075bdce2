/**
 * A process that sends one ready-made HTTP request again and again over kept-alive connections and only counts the bytes of
 * the answers, which are large. Told by its parent: see bulk-load-client.ts.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { BulkLoad, BulkReport } from './bulk-load-client.ts';

process.on('message', async (load: BulkLoad) => {
  try {
    process.send!(await run(load));
  } catch (error) {
    process.send!({ error: error instanceof Error ? error.message : String(error) } satisfies BulkReport);
  }
});
process.once('disconnect', () => process.exit());

async function run({ port, connections, request, answers }: BulkLoad): Promise<BulkReport> {
  const bytes = Buffer.from(request);
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  let begun = 0;

  const lane = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      let missing = 0;
      const send = (): void => {
        if (begun === answers) {
          resolve();
          return;
        }
        begun += 1;
        missing = -1;
        socket.write(bytes);
      };
      socket.on('data', (chunk: Buffer) => {
        // A head comes in one piece, with the first of its body.
        if (missing === -1) missing = lengthOf(chunk);
        if (Number.isNaN(missing)) reject(new Error(`It was answered: ${chunk.subarray(0, 300).toString('latin1')}`));
        missing -= chunk.length;
        if (missing === 0) send();
      });
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('The server closed a connection.')));
      send();
    });

  const started = performance.now();
  await Promise.all(sockets.map(lane));
  const seconds = (performance.now() - started) / 1_000;
  for (const socket of sockets) {
    socket.removeAllListeners('close');
    socket.destroy();
  }
  return { perSecond: answers / seconds };
}

/** Of the whole answer, head included; NaN when it is none that is wanted. */
function lengthOf(chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n');
  const head = chunk.toString('latin1', 0, Math.max(end, 0));
  if (!head.startsWith('HTTP/1.1 200 ')) return Number.NaN;
  return end + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}
