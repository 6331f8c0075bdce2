import { describe, expect, it } from 'vitest';
import type { SeatEvent } from '../../src/modules/events/events.ts';
import { type Hall, orphansMade } from '../kit/checks/orphans-made.ts';

const HALL: Hall = { segments: [['1', '2', '3', '4', '5', '6']], minimumRun: 2, staff: new Set(['organiser']) };

let version = 0;
function event(event_type: string, seatIds: string, more: object = {}): SeatEvent {
  version += 1;
  return { event_type, version, seat_ids: [...seatIds], ...more } as unknown as SeatEvent;
}
const locked = (seatIds: string, actor = 'ann', lock_id = `lock of ${actor}`) =>
  event('seat.locked', seatIds, { actor, lock_id });
const released = (seatIds: string, lock_id = 'lock of ann') =>
  event('seat.unlocked', seatIds, { reason: 'RELEASED', actor: 'ann', lock_id });
const seatsOf = (...events: SeatEvent[]) => orphansMade(events, HALL).map(({ seatIds }) => seatIds.join(''));

describe('the check for orphans that were made', () => {
  it('finds what a lock leaves, alone or beside others', () => {
    expect(seatsOf(locked('23'))).toEqual(['1']);
    expect(seatsOf(locked('12'), locked('56', 'ben'))).toEqual([]);
    expect(seatsOf(locked('12'), locked('45', 'ben'))).toEqual(['36']);
    expect(seatsOf(locked('12'), locked('4', 'ann', 'another'))).toEqual(['3']);
  });

  it('finds what a lock that goes on gives back, and no end of a lock', () => {
    expect(seatsOf(locked('123'), released('2'))).toEqual(['2']);
    expect(seatsOf(locked('1'), locked('23', 'ben'), released('1'))).toEqual([]);
    expect(
      seatsOf(locked('12'), event('seat.booked', '12', { lock_id: 'lock of ann' }), locked('4', 'ann', 'b')),
    ).toEqual(['3']);
  });

  it('leaves alone what is nobody’s fault, or the organiser’s', () => {
    expect(seatsOf(locked('23', 'organiser'), locked('4'))).toEqual([]);
    expect(seatsOf(event('seat.blocked', '2', { actor: 'organiser' }), locked('34'))).toEqual([]);
  });
});
