import { crc32 } from 'node:zlib';

export interface AnimationFrame {
  /** A PNG of the whole picture, or of the part of it that is different from the frame before. */
  png: Buffer;
  /** Where that part is, in pixels. */
  x: number;
  y: number;
  shown_ms: number;
}

export const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Puts PNGs of one colour type together to an animated one that runs for ever; the first is the whole picture. Programs
 * that know nothing of animations show the first.
 */
export function animatedPng(frames: readonly AnimationFrame[]): Buffer {
  const [first] = frames;
  if (!first) throw new Error('An animation has at least one frame.');
  const parts = [SIGNATURE, chunk('IHDR', chunksOf(first.png).find(({ type }) => type === 'IHDR')!.data)];
  parts.push(chunk('acTL', words(frames.length, 0)));
  let sequence = 0;
  for (const [index, { png, x, y, shown_ms }] of frames.entries()) {
    const chunks = chunksOf(png);
    const size = chunks.find(({ type }) => type === 'IHDR')!.data.subarray(0, 8);
    const control = Buffer.alloc(6);
    control.writeUInt16BE(shown_ms, 0);
    control.writeUInt16BE(1_000, 2);
    // Stays as it is, and is replaced by what comes.
    parts.push(chunk('fcTL', Buffer.concat([words(sequence++), size, words(x, y), control])));
    for (const { type, data } of chunks) {
      if (type !== 'IDAT') continue;
      parts.push(index === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([words(sequence++), data])));
    }
  }
  parts.push(chunk('IEND', Buffer.alloc(0)));
  return Buffer.concat(parts);
}

export function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([words(data.length), body, words(crc32(body))]);
}

export function words(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, index * 4);
  return buffer;
}
