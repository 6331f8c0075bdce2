/**
 * A process that sends one ready-made HTTP request again and again over kept-alive connections and only counts the bytes of
 * the answers, which are large. Told by its parent: see bulk-load-client.ts.
 */
import type { BulkLoad } from './bulk-load-client.ts';
import { runLanes } from './load-lanes.ts';
import { answerParent } from './reporting-process.ts';

answerParent({ load: perSecond });
process.once('disconnect', () => process.exit());

async function perSecond({ port, connections, request, answers }: BulkLoad): Promise<number> {
  const bytes = Buffer.from(request);
  let begun = 0;
  const seconds = await runLanes(port, connections, (socket, finish, fail) => {
    let missing = 0;
    const send = (): void => {
      if (begun === answers) {
        finish();
        return;
      }
      begun += 1;
      missing = -1;
      socket.write(bytes);
    };
    socket.on('data', (chunk: Buffer) => {
      // A head comes in one piece, with the first of its body.
      if (missing === -1) missing = lengthOf(chunk);
      if (Number.isNaN(missing)) fail(new Error(`It was answered: ${chunk.subarray(0, 300).toString('latin1')}`));
      missing -= chunk.length;
      if (missing === 0) send();
    });
    send();
  });
  return answers / seconds;
}

/** Of the whole answer, head included; NaN when it is none that is wanted. */
function lengthOf(chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n');
  const head = chunk.toString('latin1', 0, Math.max(end, 0));
  if (!head.startsWith('HTTP/1.1 200 ')) return Number.NaN;
  return end + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
}
