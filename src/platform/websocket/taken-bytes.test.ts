import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { takenBytes } from './taken-bytes.ts';

const LONG = Buffer.alloc(32 * 1024 * 1024);
/** Below what a paused peer takes when it reads for one moment. */
const SOME_BYTES = 16 * 1024;

/** Reads once, whatever there is, and no more. */
async function readOnce(peer: Socket): Promise<void> {
  const read = once(peer, 'data');
  peer.once('data', () => peer.pause());
  peer.resume();
  await read;
}

it('tells that a peer reads on, in the middle of a long message, and only then', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const peer = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  const [raw] = (await accepted) as [Socket];
  try {
    raw.write(LONG);
    const atFirst = takenBytes(raw);
    expect(takenBytes(raw)).toBe(atFirst);
    // The kernel makes room in large steps.
    let reads = 0;
    while (takenBytes(raw) < atFirst + SOME_BYTES) {
      expect(raw.writableLength).toBeGreaterThan(0);
      await readOnce(peer);
      await new Promise(setImmediate);
      reads += 1;
    }
    expect(reads).toBeGreaterThan(0);
    expect(raw.writableLength).toBe(LONG.length);
    const drained = once(raw, 'drain');
    peer.resume();
    await drained;
    expect(raw.writableLength).toBe(0);
    expect(takenBytes(raw)).toBe(LONG.length);

    // One behind another: neither the end of the first nor the beginning of the second takes anything back.
    peer.pause();
    raw.write(LONG.subarray(0, LONG.length / 4));
    raw.write(LONG);
    let last = takenBytes(raw);
    while (raw.writableLength > LONG.length / 4) {
      await readOnce(peer);
      await new Promise(setImmediate);
      expect(takenBytes(raw)).toBeGreaterThanOrEqual(last);
      last = takenBytes(raw);
    }
    expect(last).toBeGreaterThan(2 * LONG.length);
  } finally {
    peer.destroy();
    raw.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});
