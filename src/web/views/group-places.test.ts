import { expect, it } from 'vitest';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { de } from '../i18n/texts-de.ts';
import { en } from '../i18n/texts-en.ts';
import { closenessOf, placesOf } from './group-places.ts';

const seat = (zone: string, row: string, number: string) =>
  ({ zone, zoneIndex: zone.charCodeAt(0), row, number, rowLabel: null, seatLabel: null }) as HallSeat;

it('names each row of a group once, and the zone beside it', () => {
  const seats = [
    seat('Stalls', '3', '4'),
    seat('Stalls', '3', '5'),
    seat('Stalls', '4', '4'),
    seat('Stalls', '4', '5'),
  ];
  expect(placesOf({ texts: en }, seats)).toEqual({ places: 'Row 3 · Seats 4, 5; Row 4 · Seats 4, 5', zones: 'Stalls' });
});

it('tells in which zone each part is, where there are several', () => {
  const seats = [seat('Stalls', '3', '4'), seat('Balcony', '3', '5')];
  expect(placesOf({ texts: de }, seats)).toEqual({
    places: 'Stalls · Reihe 3 · Platz 4; Balcony · Reihe 3 · Platz 5',
    zones: 'Stalls, Balcony',
  });
});

it('says how close together several are, and nothing of a single one', () => {
  const seats = [seat('Stalls', '3', '4'), seat('Stalls', '3', '5')];
  expect(closenessOf({ texts: en }, { closeness: 'TOGETHER', seats })).toBe('All side by side');
  expect(closenessOf({ texts: en }, { closeness: 'TOGETHER', seats: seats.slice(1) })).toBe('');
});
