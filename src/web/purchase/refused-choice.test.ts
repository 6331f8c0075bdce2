import { expect, it } from 'vitest';
import type { SeatGroup } from '../api/box-office-types.ts';
import { RefusedChoice } from './refused-choice.ts';

const group = (...seatIds: string[]): SeatGroup => ({
  seatIds,
  total: { amount: 8_000, currency: 'EUR', exponent: 2 },
});
const [AB, DE] = [group('A', 'B'), group('D', 'E')];

/** `B` and `C` were chosen beside `A`. */
const refuse = () => new RefusedChoice({ orphans: [{ id: 'A' }], alternatives: [AB, DE] }, ['C']);
const looksOf = (refused: RefusedChoice) => ['A', 'B', 'C', 'D'].map((id) => refused.lookOf(id));

it('shows who would be left alone, and what was to be added', () => {
  expect(looksOf(refuse())).toEqual(['orphan', null, 'picked', null]);
});

it('shows what is offered in its place while that is looked at', () => {
  const refused = refuse();
  refused.previewed = AB;
  expect(looksOf(refused)).toEqual(['offered', 'offered', null, null]);
});

it('offers no longer what others took', () => {
  const refused = refuse();
  refused.previewed = DE;
  expect(refused.judge((id) => id === 'E')).toBe('fewer');
  expect(refused.alternatives).toEqual([AB]);
  expect(refused.previewed).toBeNull();
});

it('is over when somebody takes the seat that would be left, or one that was chosen', () => {
  expect(refuse().judge((id) => id === 'A')).toBe('over');
  expect(refuse().judge((id) => id === 'C')).toBe('over');
  expect(refuse().judge(() => false)).toBe('same');
});
