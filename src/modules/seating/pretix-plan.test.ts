import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAX_CATEGORIES, MAX_PLAN_BYTES, MAX_ROWS, MAX_SEATS, MAX_ZONES } from './plan-limits.ts';
import { parsePretixPlan } from './pretix-plan.ts';

interface PlanOptions {
  seats?: unknown[];
  row?: object;
  zone?: object;
  plan?: object;
}

const seat = (number: number, more: object = {}) => ({
  seat_guid: `s${number}`,
  seat_number: `${number}`,
  position: { x: number * 10, y: 1 },
  category: 'Stalls',
  ...more,
});

function planWith({ seats = [seat(1), seat(2)], row = {}, zone = {}, plan = {} }: PlanOptions = {}) {
  return {
    name: 'Hall',
    categories: [{ name: 'Stalls', color: '#f00' }],
    zones: [
      {
        name: 'Main',
        position: { x: 1000, y: 2000 },
        rows: [{ row_number: '1', position: { x: 100, y: 200 }, seats, ...row }],
        ...zone,
      },
    ],
    ...plan,
  };
}

async function problemsOf(plan: unknown): Promise<string[]> {
  const parsed = await parsePretixPlan(plan);
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);
}

async function modelOf(plan: unknown) {
  const parsed = await parsePretixPlan(plan);
  if (!parsed.ok) throw new Error((await problemsOf(plan)).join('\n'));
  return parsed.model;
}

describe('a good plan', () => {
  it('is read with absolute positions, in order', async () => {
    expect(await modelOf(planWith())).toMatchObject({
      name: 'Hall',
      categories: [{ name: 'Stalls', color: '#f00' }],
      zones: [{ name: 'Main', seatCount: 2 }],
      seats: [
        { id: 's1', zone: 'Main', row: '1', number: '1', x: 1110, y: 2201, category: 'Stalls', accessible: false },
        { id: 's2', x: 1120, y: 2201 },
      ],
    });
  });

  it('finds its seats by id', async () => {
    expect((await modelOf(planWith())).seatById.get('s2')?.number).toBe('2');
  });

  it('may leave out the positions of zones and rows, and colours', async () => {
    const plan = planWith({ row: { position: undefined }, zone: { position: null } });
    expect(await modelOf({ ...plan, categories: [{ name: 'Stalls' }] })).toMatchObject({
      categories: [{ name: 'Stalls', color: null }],
      seats: [
        { x: 10, y: 1 },
        { x: 20, y: 1 },
      ],
    });
  });

  it('may write row and seat numbers as numbers, and mark accessible seats', async () => {
    const { seats } = await modelOf(
      planWith({ row: { row_number: 7 }, seats: [seat(1, { seat_number: 12, accessible: true })] }),
    );
    expect(seats[0]).toMatchObject({ row: '7', number: '12', accessible: true });
  });

  it('keeps drawings it does not know in its document, unchanged', async () => {
    const plan = planWith({ zone: { areas: [{ shape: 'circle', position: { x: null } }] }, plan: { size: 'big' } });
    const parsed = await parsePretixPlan(plan);
    expect(parsed).toMatchObject({ ok: true, document: JSON.stringify(plan) });
  });

  it('lists only zones that hold seats', async () => {
    const plan = planWith();
    const stage = { name: 'Stage', position: { x: 0, y: 0 }, rows: [], areas: [] };
    expect((await modelOf({ ...plan, zones: [stage, ...plan.zones] })).zones).toEqual([
      { name: 'Main', label: 'Main', seatCount: 2 },
    ]);
  });

  it('is the demo hall', async () => {
    const file = new URL('../../../prisma/plans/riethsporthalle.json', import.meta.url);
    const text = readFileSync(file, 'utf8');
    const model = await modelOf(JSON.parse(text));
    expect(model.seats).toHaveLength(1252);
    expect(model.zones).toHaveLength(6);
    expect(model.seatById.get('D-14-1')).toMatchObject({ zone: 'Block D', row: '14', number: '1' });
  });
});

describe('each problem is told with its path', () => {
  it.each<[string, unknown, string[]]>([
    ['no plan', null, ['plan: must be an object']],
    ['a list', [], ['plan: must be an object']],
    ['an empty object', {}, ['plan.name: is missing', 'plan.categories: is missing', 'plan.zones: is missing']],
    ['no seats', planWith({ seats: [] }), ['plan.zones: must hold at least one seat, or an area with a capacity']],
    [
      'a repeated seat_guid',
      planWith({ seats: [seat(1), seat(2, { seat_guid: 's1' })] }),
      ['plan.zones.0.rows.0.seats.1.seat_guid: "s1" is already used at plan.zones.0.rows.0.seats.0.seat_guid'],
    ],
    [
      'a seat_guid repeated by a seat that is broken itself',
      planWith({ seats: [seat(1), seat(2, { seat_guid: 's1', seat_number: undefined })] }),
      [
        'plan.zones.0.rows.0.seats.1.seat_number: is missing',
        'plan.zones.0.rows.0.seats.1.seat_guid: "s1" is already used at plan.zones.0.rows.0.seats.0.seat_guid',
      ],
    ],
    [
      'an unknown category',
      planWith({ seats: [seat(1, { category: 'Box' })] }),
      [`plan.zones.0.rows.0.seats.0.category: "Box" is not one of the plan's categories`],
    ],
    [
      'missing numbers',
      planWith({ row: { row_number: undefined }, seats: [seat(1, { seat_number: null })] }),
      ['plan.zones.0.rows.0.row_number: is missing', 'plan.zones.0.rows.0.seats.0.seat_number: must be text'],
    ],
    [
      'positions that are no numbers',
      planWith({
        zone: { position: { x: Number.POSITIVE_INFINITY, y: 0 } },
        row: { position: { x: '3', y: 0 } },
        seats: [seat(1, { position: { x: null, y: Number.NaN } }), seat(2, { position: undefined })],
      }),
      [
        'plan.zones.0.position.x: must be a finite number',
        'plan.zones.0.rows.0.position.x: must be a finite number',
        'plan.zones.0.rows.0.seats.0.position.x: must be a finite number',
        'plan.zones.0.rows.0.seats.0.position.y: must be a finite number',
        'plan.zones.0.rows.0.seats.1.position: is missing',
      ],
    ],
    [
      'repeated categories',
      planWith({ plan: { categories: [{ name: 'Stalls' }, { name: 'Stalls' }] } }),
      ['plan.categories.1.name: "Stalls" is already used at plan.categories.0.name'],
    ],
    [
      'a category whose name can not be seen',
      planWith({
        seats: [seat(1, { category: '\u200b' })],
        plan: { categories: [{ name: '\u200b' }] },
      }),
      ['plan.categories.0.name: must not be empty'],
    ],
    [
      'labels that are no text, or too long',
      planWith({ row: { row_label: 7, seat_label: 'x'.repeat(201) } }),
      [
        'plan.zones.0.rows.0.row_label: must be text',
        'plan.zones.0.rows.0.seat_label: must have at most 200 characters',
      ],
    ],
    [
      'control characters',
      planWith({ seats: [seat(1, { seat_guid: 'a\u0000b' }), seat(2, { seat_guid: '\ud800' })] }),
      [
        'plan.zones.0.rows.0.seats.0.seat_guid: must be plain text without control characters',
        'plan.zones.0.rows.0.seats.1.seat_guid: must be plain text without control characters',
      ],
    ],
    [
      'names, labels and numbers that turn the text around them',
      planWith({
        seats: [seat(1, { seat_number: '1\u2067' })],
        row: { row_number: '\u202e1', row_label: 'Row %s\u2066', seat_label: '\u202d%s' },
        zone: { name: 'Main\u202c', zone_id: 'main\u202a' },
        plan: { name: 'Hall\u2069' },
      }),
      [
        'name',
        'zones.0.name',
        'zones.0.zone_id',
        'zones.0.rows.0.row_number',
        'zones.0.rows.0.row_label',
        'zones.0.rows.0.seat_label',
        'zones.0.rows.0.seats.0.seat_number',
      ].map((path) => `plan.${path}: must not have invisible characters that turn the direction of text around`),
    ],
    [
      'a broken category, once and not for each of its seats',
      planWith({ plan: { categories: [{ name: 'Stalls', color: 7 }] } }),
      ['plan.categories.0.color: must be text'],
    ],
    [
      'broken rows and seats among good ones',
      planWith({ row: { seats: [seat(1), null] }, zone: { name: 7 } }),
      ['plan.zones.0.name: must be text', 'plan.zones.0.rows.0.seats.1: must be an object'],
    ],
  ])('%s', async (_name, plan, problems) => {
    expect(await problemsOf(plan)).toEqual(problems);
  });

  it('none in labels that are written from right to left, with the marks that this takes', async () => {
    const plan = planWith({ zone: { name: 'אולם \u200f(1)\u200e' }, row: { row_label: 'صف %s\u061c' } });
    expect(await problemsOf(plan)).toEqual([]);
  });

  it('below the root that it is given', async () => {
    expect(await parsePretixPlan(7, 'input.plan')).toEqual({
      ok: false,
      issues: [{ path: 'input.plan', message: 'must be an object', code: 'MALFORMED' }],
    });
  });
});

describe('problems', () => {
  const first = (parsed: Awaited<ReturnType<typeof parsePretixPlan>>) => (parsed.ok ? null : parsed.issues[0]);

  it.each<[string, unknown, object]>([
    ['what is missing', planWith({ row: { row_number: undefined } }), { code: 'REQUIRED' }],
    ['what is blank', planWith({ seats: [seat(1, { seat_guid: ' ' })] }), { code: 'REQUIRED' }],
    ['no seats at all', planWith({ seats: [] }), { code: 'REQUIRED' }],
    ['another type', planWith({ zone: { name: 7 } }), { code: 'MALFORMED' }],
    ['control characters', planWith({ zone: { name: 'a\u0000' } }), { code: 'MALFORMED' }],
    ['long text', planWith({ row: { row_label: 'x'.repeat(201) } }), { code: 'TOO_LONG', maximum: 200 }],
    ['far places', planWith({ zone: { position: { x: 1e10, y: 0 } } }), { code: 'OUT_OF_RANGE', maximum: 1e9 }],
    ['an area without room', areaWith({ capacity: 0 }), { code: 'OUT_OF_RANGE', minimum: 1 }],
    ['too many zones', planWith({ plan: { zones: Array(501).fill(0) } }), { code: 'TOO_MANY', maximum: MAX_ZONES }],
    ['a category that there is not', planWith({ seats: [seat(1, { category: 'Box' })] }), { code: 'UNKNOWN' }],
    [
      'a repeated id',
      planWith({ seats: [seat(1), seat(2, { seat_guid: 's1' })] }),
      { code: 'DUPLICATE', relatedPath: 'plan.zones.0.rows.0.seats.0.seat_guid' },
    ],
  ])('have codes and bounds, for whoever says them in other words: %s', async (_, plan, said) => {
    expect(first(await parsePretixPlan(plan))).toMatchObject(said);
  });

  function areaWith(more: object) {
    return planWith({ zone: { areas: [{ area_guid: 'front', capacity: 5, category: 'Stalls', ...more }] } });
  }
});

describe('limits', () => {
  it('lists twenty problems, and looks for no more', async () => {
    let looked = 0;
    const broken = (number: number) =>
      Object.defineProperty(seat(number), 'category', {
        enumerable: true,
        get() {
          looked += 1;
          return 'Box';
        },
      });
    const problems = await problemsOf(planWith({ seats: Array.from({ length: 5_000 }, (_, n) => broken(n)) }));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('plan: and more: the first 20 problems are listed');
    expect(looked).toBeLessThan(100);
  });

  it.each([
    [
      'seats',
      planWith({ seats: Array(MAX_SEATS + 1).fill(0) }),
      `zones: must hold at most ${MAX_SEATS} seats, not 100001`,
    ],
    [
      'rows',
      planWith({ zone: { rows: Array(MAX_ROWS + 1).fill(0) } }),
      `zones: must hold at most ${MAX_ROWS} rows, not 20001`,
    ],
    [
      'zones',
      planWith({ plan: { zones: Array(MAX_ZONES + 1).fill(0) } }),
      `zones: must hold at most ${MAX_ZONES} zones, not 501`,
    ],
    [
      'categories',
      planWith({ plan: { categories: Array(MAX_CATEGORIES + 1).fill(0) } }),
      `categories: must hold at most ${MAX_CATEGORIES} categories, not 201`,
    ],
  ])('refuses too many %s without looking at them', async (_what, plan, problem) => {
    expect(await problemsOf(plan)).toEqual([`plan.${problem}`]);
  });

  it('lets others have their turn while it reads a large plan', async () => {
    const plan = planWith({ seats: Array.from({ length: 20_000 }, (_, number) => seat(number)) });
    let turns = 0;
    const count = () => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    const parsed = await parsePretixPlan(plan);
    clearImmediate(timer);
    expect(parsed.ok).toBe(true);
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  it('refuses a plan of more than 50 MB', async () => {
    expect(await problemsOf(planWith({ plan: { drawing: 'x'.repeat(MAX_PLAN_BYTES) } }))).toEqual([
      expect.stringMatching(/^plan: has \d+ bytes; at most 52428800 are allowed$/),
    ]);
  });

  it('refuses a plan nested too deeply to be written', async () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
    expect(await problemsOf(planWith({ plan: { nested } }))).toEqual(['plan: is nested too deeply']);
  });
});
