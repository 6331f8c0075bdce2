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
const seatsIn = (hall: Hall, ...events: SeatEvent[]) =>
  orphansMade(events, hall).map(({ seatIds }) => seatIds.join(''));
const seatsOf = (...events: SeatEvent[]) => seatsIn(HALL, ...events);

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

  it('does not take an extension for a choice', () => {
    expect(seatsOf(locked('1'), locked('23', 'ben'), released('1'), locked('23', 'ben'))).toEqual([]);
  });

  it('looks at no lock with a wheelchair place, until it gives its last one back, and at no such place', () => {
    const hall = { ...HALL, wheelchairPlaces: new Set(['5', '6']), companionSeats: new Set(['4']) };
    expect(seatsIn(hall, locked('4'), locked('12'))).toEqual(['3']);
    expect(seatsIn(hall, locked('456'), locked('123'))).toEqual([]);
    expect(seatsIn(hall, locked('25'))).toEqual([]);
    expect(seatsIn(hall, locked('256'), released('6'))).toEqual([]);
    expect(seatsIn(hall, locked('25'), released('5'))).toEqual(['13']);
  });

  it('excuses under LENIENT who has no other choice, as long as that is so', () => {
    const lenient = { zoneOf: () => 'Floor', tierOf: (seatId: string) => (seatId < 'A' ? 'dear' : 'cheap') };
    const hall = { ...HALL, lenient, segments: [...HALL.segments, ['A', 'B', 'C']] };
    expect(seatsIn(hall, locked('23'))).toEqual(['1']);
    // Of three cheap ones nobody has two without leaving one.
    expect(seatsIn(hall, locked('AB'))).toEqual([]);
    // Nor five of six; the sixth is another buyer's then.
    expect(seatsIn(hall, locked('12345'))).toEqual([]);
    expect(seatsIn(hall, locked('12345'), released('5'))).toEqual([]);
    expect(seatsIn(hall, locked('2345'), released('5'))).toEqual(['16', '1']);
    // Seven together are nowhere; four are.
    expect(seatsIn(hall, locked('2345ABC'))).toEqual([]);
    expect(seatsIn(hall, locked('2345ABC'), released('ABC'))).toEqual(['16']);
    // The other choice in another lock of the same buyer is one.
    const pairs = {
      ...hall,
      segments: [
        ['1', '2', '3'],
        ['4', '5'],
      ],
    };
    expect(seatsIn(pairs, locked('45', 'ann', 'another'), locked('12'))).toEqual(['3']);
    expect(seatsIn(pairs, locked('45', 'ben'), locked('12'))).toEqual([]);
  });

  it('leaves alone what is nobody’s fault, or the organiser’s', () => {
    expect(seatsOf(locked('23', 'organiser'), locked('4'))).toEqual([]);
    expect(seatsOf(event('seat.blocked', '2', { actor: 'organiser' }), locked('34'))).toEqual([]);
  });
});
