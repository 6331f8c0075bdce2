import { crc32, deflateSync } from 'node:zlib';
import { ownBytes } from '../../platform/bounds/own-memory.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Of the header: one bit for each pixel, grey (0 is black), deflated, filtered by line, not interlaced. */
const FORMAT = [1, 0, 0, 0, 0] as const;
const NO_FILTER = Buffer.from([0]);

/** A black and white picture as PNG, in memory of its own: its lines, each with a bit for each pixel, the first one the highest (1 is white). */
export function pngOf(width: number, lines: readonly Buffer[]): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(lines.length, 4);
  header.set(FORMAT, 8);
  // Before each line stands the filter that it has: none.
  const filtered = Buffer.concat(lines.flatMap((line) => [NO_FILTER, line]));
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(filtered)), chunk('IEND', Buffer.alloc(0))];
  return ownBytes(Buffer.concat([SIGNATURE, ...parts]));
}

function chunk(type: string, data: Buffer): Buffer {
  const made = Buffer.alloc(data.length + 12);
  made.writeUInt32BE(data.length, 0);
  made.write(type, 4, 'latin1');
  data.copy(made, 8);
  made.writeUInt32BE(crc32(made.subarray(4, data.length + 8)), data.length + 8);
  return made;
}
