import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createHall, type Hall } from '../hall/hall.ts';
import type { PretixPlan } from '../hall/pretix-plan.ts';
import { textsIn } from '../texts/texts.ts';
import { placeName, rowTitle, seatKind, seatName, seatNumbers, zoneTitle } from './seat-names.ts';

const [en, de] = [{ texts: textsIn('en') }, { texts: textsIn('de') }];
const price = { amount: 1_000, currency: 'EUR', exponent: 2 };
const tiers = [{ id: 'tier', name: 'Stalls', category: 'Stalls', price }];

function hallOf(name: string, change: (plan: PretixPlan) => void = () => undefined): Hall {
  const text = readFileSync(new URL(`../../../../test/fixtures/plans/${name}.json`, import.meta.url), 'utf8');
  const plan = JSON.parse(text) as PretixPlan;
  change(plan);
  return createHall(plan, tiers);
}

const rowsOf = (hall: Hall, words = en) => hall.zones.flatMap(({ rows }) => rows.map((row) => rowTitle(words, row)));

describe('on the page a seat', () => {
  it('is called as the plan calls it, in both languages', () => {
    const [seat] = hallOf('tables').seats;
    expect([seatName(en, seat!), seatName(de, seat!)]).toEqual(Array(2).fill('Floor, Table 7, Chair 1'));
    expect(placeName(de, seat!)).toBe('Table 7 · Chair 1');
    expect(seatNumbers(en, hallOf('tables').seats)).toBe('Chair 1, Chair 2');
  });

  it('says that it is a wheelchair place or a companion seat, and of any other nothing', () => {
    const { seats } = hallOf('wheelchairs', (plan) =>
      Object.assign(plan.zones[0]!.rows[0]!.seats[0]!, { companion: true }),
    );
    const kinds = ['Begleitplatz', null, null, 'Rollstuhlplatz', 'Rollstuhlplatz', 'Rollstuhlplatz'];
    expect(seats.map((seat) => seatKind(de, seat))).toEqual(kinds);
    expect(seatKind(en, seats[3]!)).toBe('Wheelchair place');
  });

  it('is called by what its plan does not leave blank', () => {
    const { seats, zones } = hallOf('blank-labels');
    expect(seats.map((seat) => seatName(en, seat))).toEqual(['Floor, seat 1', 'Floor, seat 2', 'Floor, row B']);
    expect(seats.map((seat) => placeName(de, seat))).toEqual(['Platz 1', 'Platz 2', 'Reihe B']);
    expect(zones[0]!.rows.map((row) => rowTitle(de, row))).toEqual(['Plätze ohne Reihe', 'Reihe B']);
    const unseen = hallOf('blank-labels', (plan) => Object.assign(plan.zones[0]!.rows[1]!, { row_number: '\u200b' }));
    expect(placeName(en, unseen.seats[2]!)).toBe('Floor');
    const nameless = hallOf('blank-labels', (plan) => Object.assign(plan.zones[0]!.rows[1]!, { row_number: '' }));
    expect(placeName(en, nameless.seats[2]!)).toBe('Floor');
    expect(seatNumbers(en, nameless.seats)).toBe('3 seats');
  });

  it('is in a zone with a readable name', () => {
    expect(hallOf('zone-without-name').zones.map((zone) => zoneTitle(en, zone))).toEqual(['Main']);
    const unnamed = hallOf('zone-without-name', (plan) => Object.assign(plan.zones[0]!, { zone_id: undefined }));
    expect(seatName(de, unnamed.seats[0]!)).toBe('Zone 1, Reihe A, Platz 1');
  });
});

describe('rows of one name', () => {
  it('are told apart by their side, and their seats', () => {
    expect(rowsOf(hallOf('two-halves'))).toEqual(['Row K, left, seats 1–3', 'Row K, right, seats 4–6']);
    expect(rowsOf(hallOf('two-halves'), de)).toEqual(['Reihe K, links, Plätze 1–3', 'Reihe K, rechts, Plätze 4–6']);
  });

  it('are left, middle and right where they are three, whatever their order', () => {
    const hall = hallOf('two-halves', ({ zones }) => {
      const [left, right] = zones[0]!.rows;
      const middle = { ...structuredClone(left!), position: { x: 300, y: 0 } };
      for (const seat of middle.seats) seat.seat_guid += 'm';
      zones[0]!.rows = [right!, left!, middle];
    });
    expect(rowsOf(hall)).toEqual(['Row K, right, seats 4–6', 'Row K, left, seats 1–3', 'Row K, middle, seats 1–3']);
  });

  it('are counted where they lie behind one another, so that none reads like another', () => {
    const hall = hallOf('two-halves', ({ zones }) => {
      const [left] = zones[0]!.rows;
      const behind = { ...structuredClone(left!), position: { x: 0, y: 50 } };
      for (const seat of behind.seats) seat.seat_guid += 'b';
      zones[0]!.rows = [left!, behind];
    });
    expect(rowsOf(hall, de)).toEqual(['Reihe K (1), Plätze 1–3', 'Reihe K (2), Plätze 1–3']);
  });

  it('keep their names where other zones have rows of that name', () => {
    const hall = hallOf('two-halves', ({ zones }) => {
      const [left, right] = zones[0]!.rows;
      zones[0]!.rows = [left!];
      zones.push({ ...zones[0]!, rows: [right!] });
    });
    expect(rowsOf(hall)).toEqual(['Row K', 'Row K']);
    expect(hall.zones.map((zone) => zoneTitle(de, zone))).toEqual(['Floor, links', 'Floor, rechts']);
  });
});
