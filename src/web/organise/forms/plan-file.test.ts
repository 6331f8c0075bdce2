import { describe, expect, it } from 'vitest';
import { hallPlan } from '../../../../test/fixtures/hall-plan.ts';
import { nameOfPlan, readPlanFile, tiersOfCategories } from './plan-file.ts';

const fileOf = (text: string) => ({ name: 'plan.json', text: async () => text });
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
