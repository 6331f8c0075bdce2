/**
 * A process that sends ready-made HTTP requests over kept-alive connections, each as soon as the one before was answered.
 * It does as little as it can, so that it is not what is measured. Told by its parent: see http-load-client.ts.
 */
import { isWhole } from './http-answer.ts';
import type { Load, LoadFigures } from './http-load-client.ts';
import { runLanes } from './load-lanes.ts';
import { answerParent } from './reporting-process.ts';

answerParent({ load: send });
process.once('disconnect', () => process.exit());

async function send({ port, connections, requests, expected }: Load): Promise<LoadFigures> {
  const ready = requests.map((request) => Buffer.from(request));
  const latencies_ms = new Float64Array(ready.length);
  let next = 0;
  const seconds = await runLanes(port, connections, (socket, finish, fail) => {
    let answer = '';
    let index = 0;
    let sent_ms = 0;
    const sendNext = (): void => {
      if (next === ready.length) {
        finish();
        return;
      }
      index = next++;
      answer = '';
      sent_ms = performance.now();
      socket.write(ready[index]!);
    };
    // One byte, one character: lengths are as the headers say.
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (!isWhole(answer)) return;
      latencies_ms[index] = performance.now() - sent_ms;
      if (answer.includes(expected)) sendNext();
      else fail(new Error(`Request ${index} was answered: ${answer.slice(0, 1_000)}`));
    });
    sendNext();
  });
  latencies_ms.sort();
  const percentile = (part: number): number => latencies_ms[Math.floor((latencies_ms.length - 1) * part)]!;
  return { seconds, p50_ms: percentile(0.5), p99_ms: percentile(0.99) };
}
