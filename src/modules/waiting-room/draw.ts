import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { DrawList } from '../../shared/draw-list.ts';

/**
 * The draw, so that anyone can check it: the order of all who waited is that of HMAC-SHA256(seed, entry id), smallest first. The seed is 64
 * hexadecimal digits; it is hashed (SHA-256), and used as the key, as that text.
 */

export function newSeed(): { seed: string; seedHash: string } {
  const seed = randomBytes(32).toString('hex');
  return { seed, seedHash: hashOf(seed) };
}

/** What is published before the draw. */
export function hashOf(seed: string): string {
  return createHash('sha256').update(seed).digest('hex');
}

/** By what an entry is ordered. */
export function lotOf(seed: string, entryId: string): string {
  return createHmac('sha256', seed).update(entryId).digest('hex');
}

/** The entries as the seed orders them. */
export function drawOrder(seed: string, entryIds: readonly string[]): string[] {
  const lots = entryIds.map((id) => ({ id, lot: lotOf(seed, id) }));
  lots.sort((one, other) => compare(one.lot, other.lot) || compare(one.id, other.id));
  return lots.map(({ id }) => id);
}

/**
 * What PostgreSQL, which has SHA-256 and no HMAC, needs to work it out by itself: sha256(outer || sha256(inner || text)). A key as long as
 * SHA-256's block, which a seed is, is used as it is.
 */
export function hmacPads(seed: string): { inner: Buffer; outer: Buffer } {
  const key = Buffer.from(seed);
  if (key.length !== 64) throw new RangeError('a seed has 64 digits');
  const padOf = (byte: number) => Buffer.from(key.map((each) => each ^ byte));
  return { inner: padOf(0x36), outer: padOf(0x5c) };
}

/** What is wrong with a published draw, a line each; nothing: the order is as drawn. `publishedHash`: as it was seen before the draw. */
export function problemsOf(
  { entries, seedHash, seed, entryIds }: DrawList,
  publishedHash: string | null = null,
): string[] {
  const problems: string[] = [];
  if (hashOf(seed) !== seedHash) problems.push(`the seed's hash is ${hashOf(seed)}, not ${seedHash}`);
  if (publishedHash !== null && publishedHash !== seedHash)
    problems.push(`the hash is ${seedHash}, and was ${publishedHash} before the draw`);
  if (entryIds.length !== entries) problems.push(`${entries} entries were drawn, and ${entryIds.length} are listed`);
  if (new Set(entryIds).size !== entryIds.length) problems.push('an entry is in the list twice');
  const order = drawOrder(seed, entryIds);
  const wrong = order.findIndex((id, index) => id !== entryIds[index]);
  if (wrong !== -1)
    problems.push(`place ${wrong + 1} is ${order[wrong]}'s by the seed, and ${entryIds[wrong]}'s in the list`);
  return problems;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
