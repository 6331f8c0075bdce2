import { describe, expect, it } from 'vitest';
import { namesakesPlan } from '../../../test/kit/shows/area-page-show.ts';
import { areaPlan } from '../../../test/kit/shows/area-show.ts';
import { MAX_AREAS } from './plan-limits.ts';
import { parsePretixPlan } from './pretix-plan.ts';

type Plan = ReturnType<typeof areaPlan>;

async function modelOf(plan: unknown) {
  const parsed = await parsePretixPlan(plan);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.model;
}

async function problemsOf(plan: unknown): Promise<string[]> {
  const parsed = await parsePretixPlan(plan);
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);
}

/** The area of the plan with other fields. */
function withArea(changed: object, plan: Plan = areaPlan()): unknown {
  const floor = plan.zones.at(-1)! as { areas: object[] };
  return { ...plan, zones: [...plan.zones.slice(0, -1), { ...floor, areas: [{ ...floor.areas[1], ...changed }] }] };
}

describe('an area of a plan', () => {
  it('has places where it has an area_guid, and is a drawing where it has none', async () => {
    const { areas, areaById, zones } = await modelOf(areaPlan({ capacity: 100_000 }));
    const called = { zone: 'Floor', zoneLabel: 'Floor', name: 'Standing, front', label: 'Standing, front' };
    const front = { id: 'front', ...called, category: 'Standing', capacity: 100_000 };
    expect(areas).toEqual([front]);
    expect(areaById.get('front')).toEqual(front);
    expect(zones.map(({ name, seatCount }) => [name, seatCount])).toEqual([
      ['Zone 1', 20],
      ['Floor', 0],
    ]);
  });

  it('is called by its zone, too, where another one has its name, and no zone by its key', async () => {
    const { areas, zones } = await modelOf(namesakesPlan());
    expect(areas.map(({ zone, name, label }) => [zone, name, label])).toEqual([
      ['Left', 'Standing', 'Left, Standing'],
      ['Right', 'Standing', 'Right, Standing'],
      ['Right (2)', 'Bar', 'Bar'],
    ]);
    expect(zones.slice(1).map(({ name, label }) => [name, label])).toEqual([
      ['Left', 'Left'],
      ['Right', 'Right'],
      ['Right (2)', 'Right'],
    ]);
  });

  it('may be all that a plan has', async () => {
    const { seats, areas } = await modelOf(areaPlan({ seats: 0 }));
    expect([seats, areas.length]).toEqual([[], 1]);
  });

  it.each([
    ['its drawing says', { name: null, text: { text: ' Pit ' } }, 'Pit'],
    ['its drawing says in a word', { name: ' ', text: 'Pit' }, 'Pit'],
    ['its guid says', { name: undefined, text: { text: '' } }, 'front'],
  ])('without a name is called as %s', async (_what, changed, name) => {
    expect((await modelOf(withArea(changed))).areas[0]!.name).toBe(name);
  });

  const AREA = 'plan.zones.1.areas.0';
  const TURNS = 'must not have invisible characters that turn the direction of text around';
  const CAPACITY = `${AREA}.capacity: must be a whole number from 1 to 1,000,000`;
  it.each([
    ['no capacity', { capacity: undefined }, [`${AREA}.capacity: is missing`]],
    ['no places', { capacity: 0 }, [CAPACITY]],
    ['half a place', { capacity: 1.5 }, [CAPACITY]],
    ['too many', { capacity: 1_000_001 }, [CAPACITY]],
    ['no category', { category: undefined }, [`${AREA}.category: is missing`]],
    ['another category', { category: 'Moon' }, [`${AREA}.category: "Moon" is not one of the plan's categories`]],
    ['a blank guid', { area_guid: ' ' }, [`${AREA}.area_guid: must not be empty`]],
    ['a name that turns the text around it', { name: 'Pit\u202e' }, [`${AREA}.name: ${TURNS}`]],
    ['words in its drawing that do so', { text: { text: '\u2066Pit' } }, [`${AREA}.text.text: ${TURNS}`]],
    [
      'no area_guid, as a drawing whose words do so',
      { area_guid: undefined, text: '\u2066Stage' },
      [`${AREA}.text: ${TURNS}`],
    ],
  ])('with %s is a problem, told with its path', async (_what, changed, problems) => {
    expect(await problemsOf(withArea(changed))).toEqual(problems);
  });

  it('is named once, and there are not too many', async () => {
    const plan = areaPlan();
    const floor = plan.zones.at(-1)! as { areas: object[] };
    const twice = {
      ...plan,
      zones: [...plan.zones.slice(0, -1), { ...floor, areas: [floor.areas[1], floor.areas[1]] }],
    };
    expect(await problemsOf(twice)).toEqual([
      'plan.zones.1.areas.1.area_guid: "front" is already used at plan.zones.1.areas.0.area_guid',
    ]);
    const many = Array.from({ length: MAX_AREAS + 1 }, (_, index) => ({ ...floor.areas[1], area_guid: `a${index}` }));
    expect(await problemsOf({ ...plan, zones: [{ ...floor, areas: many }] })).toEqual([
      'plan.zones: must hold at most 100 areas with an area_guid, not 101',
    ]);
  });
});
