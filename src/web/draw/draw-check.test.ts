import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DrawList } from '../../shared/draw-list.ts';
import { checkDraw, checkEntry, entryIdIn, lotsOf } from './draw-check.ts';

const SEED = '5eed'.repeat(16);
const lotOf = (id: string) => createHmac('sha256', SEED).update(id).digest('hex');
const IDS = Array.from({ length: 2_500 }, (_, index) => `waitingentry_${index}`).sort((one, other) =>
  lotOf(one) < lotOf(other) ? -1 : 1,
);
const LIST: DrawList = {
  entries: IDS.length,
  seedHash: createHash('sha256').update(SEED).digest('hex'),
  seed: SEED,
  entryIds: IDS,
};

describe('the address of the page of a draw', () => {
  it.each([
    ['#waitingentry_1', 'waitingentry_1'],
    ['#waiting%65ntry_1', 'waitingentry_1'],
    ['', ''],
    ['#%E0', ''],
  ])('names with %j the entry %j', (hash, entryId) => {
    expect(entryIdIn(hash)).toBe(entryId);
  });
});

describe('checking a draw in the browser', () => {
  it('finds an order that follows from the seed good, and each entry at its place', async () => {
    const lots = await lotsOf(LIST);
    expect(await checkDraw(LIST, lots)).toEqual({ isSeedGood: true, isComplete: true, wrongPlace: null });
    const entryId = IDS[1_234]!;
    expect(await checkEntry(LIST, lots, entryId)).toEqual({ entryId, lot: lotOf(entryId), place: 1_235 });
    expect((await checkEntry(LIST, lots, 'waitingentry_other')).place).toBeNull();
  });

  it('finds another seed, a missing or doubled entry, and two that changed places', async () => {
    const other = { ...LIST, seedHash: '00' };
    expect((await checkDraw(other, await lotsOf(other))).isSeedGood).toBe(false);
    const short = { ...LIST, entryIds: IDS.slice(1) };
    expect((await checkDraw(short, await lotsOf(short))).isComplete).toBe(false);
    const doubled = { ...LIST, entryIds: [IDS[0]!, ...IDS.slice(0, -1)] };
    expect((await checkDraw(doubled, await lotsOf(doubled))).isComplete).toBe(false);
    const moved = { ...LIST, entryIds: IDS.with(7, IDS[8]!).with(8, IDS[7]!) };
    expect((await checkDraw(moved, await lotsOf(moved))).wrongPlace).toBe(8);
  });
});
