import { describe, expect, it } from 'vitest';
import type { PlanSeat } from '../seating/seating-plan-model.ts';
import { seatsMeant } from './seat-search.ts';

type Named = Partial<Pick<PlanSeat, 'zone' | 'zoneLabel' | 'row' | 'number' | 'rowLabel' | 'seatLabel'>>;

function seat(id: string, named: Named): PlanSeat {
  const { zone = '', zoneLabel = zone, row = '', number = '', rowLabel = null, seatLabel = null } = named;
  const place = { x: 0, y: 0, category: 'A', accessible: false, companion: false, segment: 0, place: 0 };
  return { id, zone, zoneLabel, row, number, rowLabel, seatLabel, ...place };
}

const SEATS = [
  seat('D-3-12', { zone: 'D', row: '3', number: '12' }),
  seat('D-3-1', { zone: 'D', row: '3', number: '1' }),
  seat('D-31-2', { zone: 'D', row: '31', number: '2' }),
  seat('C-3-12', { zone: 'Stalls left', row: '3', number: '12' }),
  seat('table', {
    zone: 'z1',
    zoneLabel: 'Große Terrasse',
    row: '7',
    number: '1',
    rowLabel: 'Table 7',
    seatLabel: 'Chair 1',
  }),
  seat('AA-4b', { zone: 'Balcony', row: 'AA', number: '4b' }),
  seat('box', { zone: 'Royal box', number: '5' }),
  seat('unnumbered', { zone: 'Royal box' }),
];

const meant = (text: string) => seatsMeant(text, SEATS).map(({ id }) => id);

describe('seatsMeant', () => {
  it.each([
    'D 3 12',
    'd-3-12',
    'D3/12',
    'D, row 3, seat 12',
    'D Reihe 3 Platz 12',
    'seat 12, row 3, block D',
    'D 03-012',
  ])('finds the one seat that "%s" names', (text) => {
    expect(meant(text)).toEqual(['D-3-12']);
  });

  it.each(['3 12', 'Row 3 seat 12', 'REIHE 3, PLATZ 12', 'Platz 12 Reihe 3', 'row 3 12', '3 seat 12'])(
    'finds those of every zone where "%s" names none',
    (text) => {
      expect(meant(text)).toEqual(['D-3-12', 'C-3-12']);
    },
  );

  it.each([
    ['Row 3 seat 12 stalls', 'C-3-12'],
    ['left stalls 3 12', 'C-3-12'],
    ['GROSSE TERRASSE Tisch 7 Stuhl 1'.replace('GROSSE', 'große'), 'table'],
    ['Table 7, Chair 1', 'table'],
    ['7 1', 'table'],
    ['aa 4B', 'AA-4b'],
    ['balcony AA4b', 'AA-4b'],
    ['Royal box 5', 'box'],
    ['seat 5 royal', 'box'],
  ])('knows the plan’s own words: "%s"', (text, id) => {
    expect(meant(text)).toEqual([id]);
  });

  it.each([
    '',
    ' ',
    '12',
    'row 3',
    'seat 12',
    'D',
    'E 3 12',
    'D 3 12 1',
    'Anna Müller',
    'ann@example.org',
    'royal box',
    'constructor_x',
  ])('finds none for "%s"', (text) => {
    expect(meant(text)).toEqual([]);
  });

  it('finds none by more words than a seat has', () => {
    expect(meant(`${'D '.repeat(20)}3 12`)).toEqual([]);
  });
});
