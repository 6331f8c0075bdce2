import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseDrawList } from '../../shared/draw-list.ts';
import { drawOrder, hashOf, hmacPads, lotOf, newSeed, problemsOf } from './draw.ts';

const SEED = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const IDS = Array.from({ length: 50 }, (_, index) => `waitingentry_${index}`);
const listOf = (seed: string, ids: readonly string[]) =>
  `show show_1\nseed-hash ${hashOf(seed)}\nseed ${seed}\nentries ${IDS.length}\n\n${ids.join('\n')}\n`;

describe('the draw', () => {
  it('makes another seed each time, with its hash', () => {
    const [one, other] = [newSeed(), newSeed()];
    expect(one.seed).toMatch(/^[0-9a-f]{64}$/);
    expect(one.seed).not.toBe(other.seed);
    expect(one.seedHash).toBe(createHash('sha256').update(one.seed).digest('hex'));
  });

  it('orders by HMAC-SHA256, whichever order the entries came in', () => {
    const order = drawOrder(SEED, IDS);
    expect(drawOrder(SEED, IDS.toReversed())).toEqual(order);
    expect(order).not.toEqual(IDS);
    const lots = order.map((id) => lotOf(SEED, id));
    expect(lots).toEqual(lots.toSorted());
    expect(drawOrder(newSeed().seed, IDS)).not.toEqual(order);
  });

  it('gives PostgreSQL the pads that make of SHA-256 the same HMAC', () => {
    const { inner, outer } = hmacPads(SEED);
    const sha256 = (...parts: (Buffer | string)[]) =>
      parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
    expect(sha256(outer, sha256(inner, 'waitingentry_7')).toString('hex')).toBe(lotOf(SEED, 'waitingentry_7'));
    expect(() => hmacPads('short')).toThrow(RangeError);
  });

  it('is found right as it was published, and wrong with another order, seed, hash or list', () => {
    const order = drawOrder(SEED, IDS);
    const list = parseDrawList(listOf(SEED, order));
    expect(list).toEqual({ entries: IDS.length, seedHash: hashOf(SEED), seed: SEED, entryIds: order });
    expect(problemsOf(list)).toEqual([]);
    expect(problemsOf(list, hashOf(SEED))).toEqual([]);
    expect(problemsOf(list, hashOf('other'))).toHaveLength(1);
    expect(problemsOf({ ...list, entryIds: IDS })[0]).toMatch(/^place 1 is /);
    expect(problemsOf({ ...list, seedHash: hashOf('other') })[0]).toMatch(/^the seed's hash is /);
    expect(problemsOf({ ...list, entries: 51, entryIds: [...order, order[0]!] })[0]).toBe(
      'an entry is in the list twice',
    );
    expect(problemsOf(parseDrawList(listOf(SEED, order.slice(0, -1))))).toEqual([
      '50 entries were drawn, and 49 are listed',
    ]);
  });
});
