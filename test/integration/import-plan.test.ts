import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { standingPlan } from '../kit/shows/area-page-show.ts';

const SCRIPT = new URL('../../scripts/import-plan.ts', import.meta.url).pathname;

const PLACE = ['--city', 'Weimar', '--timezone', 'Europe/Berlin'];

let test: TestDatabase;
let folder: string;
beforeAll(async () => {
  test = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'seatwire-import-'));
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

function importPlan(args: string[], databaseUrl = test.url): Promise<Outcome> {
  const env = { ...process.env, DATABASE_URL: databaseUrl, NODE_NO_WARNINGS: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

async function fileOf(content: unknown): Promise<string> {
  const file = join(folder, 'plan.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

it('imports a plan and prints its id and seat count', async () => {
  const file = await fileOf(`\uFEFF${JSON.stringify(hallPlan())}`);
  const { code, stdout, stderr } = await importPlan([file, '--venue', 'Opera', ...PLACE]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^plan_[0-9a-z]{26}: Generated hall, 8 seats, in Opera, Weimar\n$/);
  const plans = await test.database.query('SELECT id, seat_count FROM seating_plans');
  expect(plans).toEqual([{ id: stdout.slice(0, 31), seat_count: 8 }]);
});

it("gives the venue the plan's name unless it is told another", async () => {
  const { stdout } = await importPlan([await fileOf(hallPlan()), ...PLACE]);
  expect(stdout).toMatch(/: Generated hall, 8 seats, in Generated hall, Weimar\n$/);
});

it('counts places without numbers beside the seats', async () => {
  const { stdout } = await importPlan([await fileOf(standingPlan({ front: 400, pit: 10 })), ...PLACE]);
  expect(stdout).toMatch(/, \d+ seats and 410 places without numbers, in /);
});

it('refuses three million broken seats by their number', async () => {
  const zones = [{ name: 'Stalls', rows: [{ row_number: '1', seats: Array(3_000_000).fill(0) }] }];
  const { code, stderr } = await importPlan([await fileOf({ ...hallPlan(), zones }), ...PLACE]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'plan.zones: must hold at most 100000 seats, not 3000000\n' });
});

it('prints every problem by path, and stores nothing', async () => {
  const plan = hallPlan();
  plan.zones[0]!.rows[1]!.seats[2]!.seat_guid = 'Z1-1-1';
  plan.zones[0]!.rows[1]!.seats[3]!.category = 'Box';
  const before = await test.database.query('SELECT count(*) FROM seating_plans');
  expect(await importPlan([await fileOf(plan), ...PLACE])).toEqual({
    code: 1,
    stdout: '',
    stderr: [
      'plan.zones.0.rows.1.seats.2.seat_guid: "Z1-1-1" is already used at plan.zones.0.rows.0.seats.0.seat_guid',
      `plan.zones.0.rows.1.seats.3.category: "Box" is not one of the plan's categories`,
      '',
    ].join('\n'),
  });
  expect(await test.database.query('SELECT count(*) FROM seating_plans')).toEqual(before);
});

it('names a bad time zone', async () => {
  const outcome = await importPlan([await fileOf(hallPlan()), '--city', 'Weimar', '--timezone', 'Nowhere']);
  expect(outcome).toMatchObject({
    code: 1,
    stderr: 'venue.timezone: must be an IANA time zone such as Europe/Berlin\n',
  });
});

it.each([
  ['no file', [], 'Name one file.\n'],
  ['two files', ['a.json', 'b.json'], 'Name one file.\n'],
  ['no place', ['a.json'], 'Say where the hall is: --city Leeds --timezone Europe/London.\n'],
  ['no city', ['a.json', '--timezone', 'Europe/Berlin'], 'Say where the hall is'],
  ['no time zone', ['a.json', '--city', 'Weimar'], 'Say where the hall is'],
  ['an unknown option', ['a.json', '--hall', 'x'], "Unknown option '--hall'"],
])('shows its usage for %s', async (_name, args, message) => {
  const outcome = await importPlan(args);
  expect(outcome).toMatchObject({ code: 2, stdout: '' });
  expect(outcome.stderr).toContain(message);
  expect(outcome.stderr).toContain('\nUsage: npm run import-plan -- FILE');
});

it('tells that the file is missing', async () => {
  const outcome = await importPlan(['/nowhere/plan.json', ...PLACE]);
  expect(outcome).toMatchObject({ code: 1, stdout: '' });
  expect(outcome.stderr).toBe('/nowhere/plan.json: there is no such file\n');
});

it('tells what is no JSON', async () => {
  const outcome = await importPlan([await fileOf('{"name":"Hall","x":NaN}'), ...PLACE]);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toMatch(/plan\.json: .*is not valid JSON\n$/);
});

it('tells that the database is away', async () => {
  const outcome = await importPlan([await fileOf(hallPlan()), ...PLACE], 'postgresql://u:p@127.0.0.1:1/none');
  expect(outcome).toMatchObject({ code: 1, stdout: '' });
  expect(outcome.stderr).toMatch(/^DATABASE_URL: .*ECONNREFUSED.*\n$/);
});
