import { describe, expect, it } from 'vitest';
import { hallPlan } from '../../../../test/fixtures/hall-plan.ts';
import { nameOfPlan, planProblems, readPlanFile, tiersOfCategories } from './plan-file.ts';

const fileOf = (text: string) => ({ name: 'plan.json', text: async () => text });
const refusal = (...paths: string[]) => ({
  __typename: 'InvalidInputError',
  code: 'INVALID_INPUT',
  message: 'No.',
  issues: paths.map((path) => ({
    ...{ path, message: 'is wrong', code: 'OTHER' as const, minimum: null, maximum: null },
  })),
});

describe('a file that is chosen as a plan', () => {
  it('is read and drawn, every category of it at no price', async () => {
    const plan = hallPlan({ zones: 2, rows: 2, seats: 3 });
    const file = await readPlanFile(fileOf(JSON.stringify(plan)));
    expect(file).toMatchObject({ fileName: 'plan.json', plan });
    expect(file!.hall!.seats).toHaveLength(12);
    expect(file!.hall!.seats[0]!.tier.price).toEqual({ amount: 0, currency: 'EUR', exponent: 2 });
    expect(nameOfPlan(file!.plan)).toBe(plan.name);
  });

  it('is drawn without seats, where it has areas', async () => {
    const area = {
      area_guid: 'pit',
      name: 'Pit',
      capacity: 5,
      category: 'A',
      ...{ shape: 'circle', circle: { radius: 9 } },
    };
    const plan = { name: 'x', categories: [{ name: 'A' }], zones: [{ name: 'Floor', rows: [], areas: [area] }] };
    expect((await readPlanFile(fileOf(JSON.stringify(plan))))?.hall?.saleAreas).toMatchObject([{ name: 'Pit' }]);
    const drawing = { ...area, area_guid: null, capacity: null };
    const unsold = { ...plan, zones: [{ name: 'Floor', rows: [], areas: [drawing] }] };
    expect((await readPlanFile(fileOf(JSON.stringify(unsold))))?.hall).toBeNull();
  });

  it('is none that is no JSON', async () => {
    expect(await readPlanFile(fileOf('{'))).toBeNull();
  });

  it.each([
    ['no object', 'null'],
    ['nothing', '{}'],
    ['no seats', JSON.stringify({ name: 'x', categories: [{ name: 'A' }], zones: [] })],
    ['zones that are none', JSON.stringify({ name: 'x', categories: [{ name: 'A' }], zones: 'many' })],
    [
      'a seat that is nowhere',
      JSON.stringify({
        name: 'x',
        categories: [{ name: 'A' }],
        zones: [
          { rows: [{ row_number: 1, seats: [{ seat_guid: 'a', seat_number: 1, category: 'A', position: {} }] }] },
        ],
      }),
    ],
  ])('with %s is not drawn: what is wrong with it is for the server to say', async (_name, text) => {
    expect(await readPlanFile(fileOf(text))).toMatchObject({ hall: null });
    expect(nameOfPlan(JSON.parse(text))).toBe(text.includes('"x"') ? 'x' : '');
  });

  it('has tiers with as many decimals as the currency', () => {
    expect(tiersOfCategories([{ name: 'A' }], 'JPY')[0]!.price).toEqual({ amount: 0, currency: 'JPY', exponent: 0 });
  });
});

describe('what is wrong with a plan', () => {
  const plan = {
    categories: [{ name: '' }],
    zones: [
      { name: 'Floor', rows: [{ row_number: 'A', seats: [{ seat_number: 1 }, { seat_number: ' ' }] }] },
      { rows: [{ seats: [{}] }] },
    ],
  };
  const said = (path: string) => planProblems(refusal(path), plan)[0];

  it.each([
    ['input.plan.zones.0.rows.0.seats.0.category', { zone: 'Floor', row: 'A', seat: '1', path: 'category' }],
    ['input.plan.zones.0.rows.0.row_number', { zone: 'Floor', row: 'A', seat: null, path: 'row_number' }],
    // What has no name is called by its place.
    ['input.plan.zones.0.rows.0.seats.1.seat_guid', { zone: 'Floor', row: 'A', seat: '2', path: 'seat_guid' }],
    ['input.plan.zones.1.rows.0.seats.0', { zone: '2', row: '1', seat: '1', path: '' }],
    ['input.plan.zones.7', { zone: '8', row: null, seat: null, path: '' }],
    ['input.plan.categories.0.name', { zone: null, row: null, seat: null, path: 'categories.0.name' }],
    ['input.plan', { zone: null, row: null, seat: null, path: '' }],
  ])('at %s is said by the names that the plan has', (path, place) => {
    expect(said(path)).toEqual({ ...place, message: 'is wrong' });
  });

  it('is not what is wrong with its venue', () => {
    expect(planProblems(refusal('input.venue.city', 'input.plan'), plan)).toHaveLength(1);
  });
});
