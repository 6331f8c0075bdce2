/**
 * A process that sends ready-made HTTP requests over kept-alive connections, each as soon as the one before was answered.
 * It does as little as it can, so that it is not what is measured. Told by its parent: see http-load-client.ts.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Load, LoadReport } from './http-load-client.ts';

process.on('message', async (load: Load) => {
  try {
    process.send!(await run(load));
  } catch (error) {
    process.send!({ error: error instanceof Error ? error.message : String(error) } satisfies LoadReport);
  }
});
process.once('disconnect', () => process.exit());

async function run({ port, connections, requests, expected }: Load): Promise<LoadReport> {
  const ready = requests.map((request) => Buffer.from(request));
  const latencies_ms = new Float64Array(ready.length);
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  let next = 0;

  const lane = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      let answer = '';
      let index = 0;
      let sent_ms = 0;
      const send = (): void => {
        if (next === ready.length) {
          resolve();
          return;
        }
        index = next++;
        answer = '';
        sent_ms = performance.now();
        socket.write(ready[index]!);
      };
      socket.on('data', (chunk: string) => {
        answer += chunk;
        if (!isWhole(answer)) return;
        latencies_ms[index] = performance.now() - sent_ms;
        if (answer.includes(expected)) send();
        else reject(new Error(`Request ${index} was answered: ${answer.slice(0, 1_000)}`));
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
  latencies_ms.sort();
  const percentile = (part: number): number => latencies_ms[Math.floor((latencies_ms.length - 1) * part)]!;
  return { seconds, p50_ms: percentile(0.5), p99_ms: percentile(0.99) };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  // One byte, one character: lengths are as the headers say.
  socket.setEncoding('latin1');
  await once(socket, 'connect');
  return socket;
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, end + 2))?.[1];
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : answer.length >= end + 4 + Number(length);
}
