/**
 * What is kept must not keep more than itself: Node makes small Buffers as windows on a pool of 64 KB, compressors return windows on
 * pieces of 16 KB, and a part of a text is a window on all of it. Each of them holds on to the whole of what it is a part of.
 */

/** The same bytes in memory of their own; the Buffer itself where it has that. */
export function ownBytes(bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  if (bytes.length === bytes.buffer.byteLength) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

/** The same text in memory of its own. Half a surrogate pair stays as it is. */
export function ownText(text: string): string {
  return text.isWellFormed() ? Buffer.from(text).toString() : text;
}
