import type { SeatLock } from '@seatwire/client/box-office';
import { expect, it } from 'vitest';
import { choicesAgain, isTimeUp } from './expired-hold.ts';

const expiresAt = '2026-05-01T12:00:00Z';
const end = Date.parse(expiresAt);

it.each<[SeatLock['lockStatus'], number, boolean]>([
  ['EXPIRED', end - 1_000, true],
  ['ACTIVE', end, true],
  ['ACTIVE', end - 1, false],
  ['RELEASED', end + 1, false],
])('the time of a hold that is %s is up or not by its deadline', (lockStatus, now, isUp) => {
  expect(isTimeUp({ lockStatus, expiresAt }, now)).toBe(isUp);
});

it('seats are held again as what they were to be sold as, others as the first type', () => {
  const line = { seat: { seatId: 'a' }, ticketType: { id: 'child', name: 'Child' } };
  const lines = [line, { seat: null, ticketType: null }] as unknown as SeatLock['lines'];
  expect(choicesAgain(['a', 'b'], { lines })).toEqual([{ seatId: 'a', ticketTypeId: 'child' }, 'b']);
  expect(choicesAgain(['a'], null)).toEqual(['a']);
});
