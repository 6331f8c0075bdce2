import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ownBytes, ownText } from './own-memory.ts';

describe('bytes in memory of their own', () => {
  it.each([
    ['a small text', Buffer.from('a small text')],
    ['two Buffers put together', Buffer.concat([Buffer.from('a'), Buffer.from('b')])],
    ['what was compressed', gzipSync('a small text')],
    ['a part', Buffer.alloc(100_000).subarray(10, 20)],
  ])('%s', (_name, bytes) => {
    expect(bytes.buffer.byteLength).toBeGreaterThan(bytes.length);
    const own = ownBytes(bytes as Buffer<ArrayBuffer>);
    expect(own).toEqual(bytes);
    expect(own.buffer.byteLength).toBe(own.length);
  });

  it('are not copied where they have that', () => {
    const bytes = Buffer.alloc(100_000);
    expect(ownBytes(bytes)).toBe(bytes);
  });
});

it('leaves a text as it is', () => {
  for (const text of ['', 'abc', 'Größe 🎭', 'half \ud83d']) expect(ownText(text)).toBe(text);
});
