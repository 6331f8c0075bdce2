import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zonesTagOf } from '../seating/zones-tag.ts';
import { createSeatMapCursors } from './seat-map-cursor.ts';

const SHOW = 'show_1';
const cursors = createSeatMapCursors('secret');

describe('a seat map cursor', () => {
  it('is understood by every node that has the secret, for every version', () => {
    const elsewhere = createSeatMapCursors('secret');
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), (version) => {
        for (const zonesTag of [null, zonesTagOf(['Block A'])]) {
          const cursor = cursors.encode({ showId: SHOW, epoch: 'epoch001', version, zonesTag });
          expect(elsewhere.decode(cursor, SHOW)).toEqual({ showId: SHOW, epoch: 'epoch001', version, zonesTag });
        }
      }),
    );
  });

  it('is of a choice of zones, in any order, and cannot be made one of another', () => {
    const tag = zonesTagOf(['Block A', 'Block B'])!;
    expect(zonesTagOf(['Block B', 'Block A', 'Block B'])).toBe(tag);
    expect(zonesTagOf(null)).toBeNull();
    const others = [['Block A'], ['Block A,Block B'], [], ['Block A","Block B']].map((zones) => zonesTagOf(zones)!);
    expect(new Set([tag, ...others]).size).toBe(5);
    const cursor = cursors.encode({ showId: SHOW, epoch: 'epoch001', version: 36, zonesTag: tag });
    expect(cursors.decode(cursor.replace(tag, others[0]!), SHOW)).toBeNull();
    expect(cursors.decode(cursor.replace(`-${tag}`, ''), SHOW)).toBeNull();
  });

  it('is none of another show, another secret or another version', () => {
    const cursor = cursors.encode({ showId: SHOW, epoch: 'epoch001', version: 36, zonesTag: null });
    expect(cursors.decode(cursor, 'show_2')).toBeNull();
    expect(createSeatMapCursors('other').decode(cursor, SHOW)).toBeNull();
    const [, mac] = cursor.split('.');
    expect(cursors.decode(`11.${mac}`, SHOW)).toBeNull();
  });

  it.each([
    '',
    '.',
    '1',
    '1.',
    '.x',
    '1.AAAA',
    '1.AAAAAAAAAAAA',
    '1.a.b',
    '-1.AAAAAAAAAAAA',
    '1-.AAAAAAAAAAAA',
    '1-AAAAAAAA',
    '-AAAAAAAA.AAAAAAAAAAAA',
    'ü.ü',
    'x'.repeat(1_000),
  ])('is not %j', (text) => {
    expect(cursors.decode(text, SHOW)).toBeNull();
  });

  it('has one spelling: nothing put in, left out or changed is taken', () => {
    for (const zonesTag of [null, zonesTagOf(['Block A'])]) {
      const cursor = cursors.encode({ showId: SHOW, epoch: 'epoch001', version: 1_234_567, zonesTag });
      fc.assert(
        fc.property(
          fc.nat(cursor.length),
          fc.string({ minLength: 0, maxLength: 3 }),
          fc.nat(3),
          (at, text, removed) => {
            const forged = cursor.slice(0, at) + text + cursor.slice(at + removed);
            if (forged !== cursor) expect(cursors.decode(forged, SHOW)).toBeNull();
          },
        ),
        { numRuns: 1_000 },
      );
    }
  });
});
