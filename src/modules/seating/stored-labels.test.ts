import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { labelOf, zoneLabel } from '../../shared/seats/seat-labels.ts';
import { parsePretixPlan } from './pretix-plan.ts';
import { placeOf, rowLabelOf, seatLabelOf } from './seat-words.ts';
import { labelsOfSeats, zoneKeys } from './stored-labels.ts';

const CASES = ['tables', 'blank-labels', 'zone-without-name', 'two-halves', 'wheelchairs'];

async function importCase(name: string) {
  const text = readFileSync(new URL(`../../../test/fixtures/plans/${name}.json`, import.meta.url), 'utf8');
  const parsed = await parsePretixPlan(JSON.parse(text));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed;
}

const namesIn = async (name: string, language: 'en' | 'de') =>
  (await importCase(name)).model.seats.map((seat) => placeOf(seat, language).join(', '));

describe('the names of seats', () => {
  it.each(CASES)('are there for each seat of the plan %s, and the same once it is stored', async (name) => {
    const { model, document } = await importCase(name);
    expect(model.seats.map(({ zoneLabel, rowLabel, seatLabel }) => ({ zoneLabel, rowLabel, seatLabel }))).toEqual(
      labelsOfSeats(JSON.parse(document)),
    );
    for (const seat of model.seats) expect(placeOf(seat, 'en')[0]).toMatch(/\S/);
  });

  it('are in the plan’s own words where it has some', async () => {
    expect(await namesIn('tables', 'en')).toEqual(['Floor, Table 7, Chair 1', 'Floor, Table 7, Chair 2']);
    expect(await namesIn('tables', 'de')).toEqual(['Floor, Table 7, Chair 1', 'Floor, Table 7, Chair 2']);
  });

  it('do not say what the plan leaves blank', async () => {
    expect(await namesIn('blank-labels', 'en')).toEqual(['Floor, seat 1', 'Floor, seat 2', 'Floor, row B']);
    expect(await namesIn('blank-labels', 'de')).toEqual(['Floor, Platz 1', 'Floor, Platz 2', 'Floor, Reihe B']);
  });

  it.each(['', ' ', '\u200b', '\u2060\u00ad'])('do not say a number in which nothing can be seen: %j', (unseen) => {
    const labels = { zoneLabel: 'Floor', rowLabel: null, seatLabel: null };
    expect(placeOf({ ...labels, row: unseen, number: '1' }, 'en')).toEqual(['Floor', 'seat 1']);
    expect(placeOf({ ...labels, row: 'B', number: unseen }, 'de')).toEqual(['Floor', 'Reihe B']);
  });

  it('have a readable zone where the plan names none', async () => {
    const { model } = await importCase('zone-without-name');
    expect(model.zones).toEqual([{ name: 'Main', label: 'Main', seatCount: 2 }]);
    expect(await namesIn('zone-without-name', 'de')).toEqual(['Main, Reihe A, Platz 1', 'Main, Reihe A, Platz 2']);
  });

  it('say row and seat by themselves, too', async () => {
    const [chair] = (await importCase('tables')).model.seats;
    const [inRow, , inB] = (await importCase('blank-labels')).model.seats;
    const both = (seat: typeof chair, language: 'en' | 'de') => [
      rowLabelOf(seat!, language),
      seatLabelOf(seat!, language),
    ];
    expect(both(chair, 'de')).toEqual(['Table 7', 'Chair 1']);
    expect(both(inRow, 'en')).toEqual(['', 'Seat 1']);
    expect(both(inB, 'de')).toEqual(['Reihe B', '']);
  });
});

describe('a label', () => {
  it.each([
    ['Table %s', '7', 'Table 7'],
    ['%s. Rang (%s)', '2', '2. Rang (2)'],
    // Not a pattern of String.replace.
    ['Loge %s', "$&$'", "Loge $&$'"],
    ['Table %s', '', 'Table'],
    ['Balcony', '3', 'Balcony'],
    [' %s ', '', null],
    ['', '1', null],
    ['\u200b', '1', null],
    [null, '1', null],
    [7, '1', null],
    ['a\nb', '1', null],
    ['%s'.repeat(101), '1', null],
  ])('of %j for number %j is %j', (pattern, number, label) => {
    expect(labelOf(pattern, number)).toBe(label);
  });

  it('is never longer than other texts of a plan', () => {
    expect(labelOf('%s'.repeat(100), 'x'.repeat(200))).toHaveLength(200);
    // Two characters of a string each: no half of one is left.
    expect(labelOf('x%s', '🎭'.repeat(100))).toBe(`x${'🎭'.repeat(99)}`);
  });
});

describe('a zone', () => {
  it.each([
    [{ name: 'Block A', zone_id: 'a' }, 'Block A'],
    [{ name: ' ', zone_id: 'Main' }, 'Main'],
    [{ zone_id: '018f7a5e-6a2b-7c3d-9e4f-1a2b3c4d5e6f' }, 'Zone 3'],
    [{ zone_id: '64a1f0c2b3d4e5f60718293a' }, 'Zone 3'],
    [{ name: null, zone_id: '\u200b' }, 'Zone 3'],
    [{}, 'Zone 3'],
  ])('%j is called %s', (zone, label) => {
    expect(zoneLabel(zone, 2)).toBe(label);
  });

  it('has a key of its own, also when others have its name', () => {
    expect(zoneKeys(['A', 'B', 'A', 'A (2)', 'A'])).toEqual(['A', 'B', 'A (3)', 'A (2)', 'A (4)']);
    const long = 'x'.repeat(200);
    const keys = zoneKeys([long, long]);
    expect(new Set(keys).size).toBe(2);
    expect(keys[1]).toHaveLength(200);
    const pictures = `${'x'.repeat(194)}${'🎭'.repeat(3)}`;
    expect(zoneKeys([pictures, pictures])[1]).toBe(`${'x'.repeat(194)}🎭 (2)`);
    const odd = `${'x'.repeat(195)}${'🎭'.repeat(2)}`;
    expect(zoneKeys([odd, odd])[1]).toBe(`${'x'.repeat(195)} (2)`);
  });
});
