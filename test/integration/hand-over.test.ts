import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signToken } from '../../src/modules/identity/token-issuer.ts';
import { DEMO_ORGANISER_ID, DEMO_SHOW_ID } from '../../src/modules/shows/demo.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats } from '../kit/callers/buyer.ts';
import type { TestClient } from '../kit/callers/client.ts';
import { CancelBooking, PauseShow, PublishShow } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { runProduct } from '../kit/product/product-process.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const SECRET = 'of the tests, and long enough for them';

let app: TestApp;
let ada: TestClient;
let showId: string;
beforeAll(async () => {
  app = await startTestApp({ env: { AUTH_JWT_SECRET: SECRET } });
  const token = await signToken(Buffer.from(SECRET), { id: 'ada', role: 'organiser', email: null, ttl_ms: 3_600_000 });
  ada = app.client(token.token);
  showId = await openHallShow(app.organiser);
});
afterAll(() => app?.[Symbol.asyncDispose]());

async function handOver(...args: string[]) {
  const command = runProduct('scripts/hand-over.ts', app.env, args);
  return { code: await command.ended, lines: command.lines };
}

const codeOf = async (client: TestClient) =>
  (await client.request(PauseShow, { input: { showId } })).errors?.[0]?.extensions?.code ?? 'done';

async function organiserOf(id: string): Promise<string | undefined> {
  const [show] = await app.database.query<{ organiserId: string }>(
    'SELECT organiser_id AS "organiserId" FROM shows WHERE id = $1',
    [id],
  );
  return show?.organiserId;
}

it('gives a show, its locks and its bookings to another organiser while the product runs', async () => {
  const booking = await bookSeats(await app.guest(), showId, ['Z1-1-1']);
  expect(await codeOf(ada)).toBe('FORBIDDEN');
  expect(await handOver('--to', 'ada', '--show', showId)).toEqual({
    code: 0,
    lines: [showId, '1 handed over to ada.'],
  });
  await eventually(async () => expect(await codeOf(ada)).toBe('done'));
  expect(await codeOf(app.organiser)).toBe('FORBIDDEN');
  const cancel = { input: { bookingId: booking.id } };
  expect((await app.organiser.data(CancelBooking, cancel)).cancelBooking).toMatchObject({ code: 'NOT_FOUND' });
  expect((await ada.data(CancelBooking, cancel)).cancelBooking).toMatchObject({ __typename: 'CancelBookingSuccess' });
  expect(await handOver('--to', 'ada', '--show', showId)).toEqual({ code: 0, lines: ['No show was handed over.'] });
  await ada.data(PublishShow, { input: { showId } });
});

it('gives all shows of an organiser, and says who has how many', async () => {
  expect((await handOver('--list')).lines).toEqual(['ada: 1 show', 'organiser: 1 show']);
  const { code, lines } = await handOver('--to', 'organiser', '--from', 'ada');
  expect({ code, last: lines.at(-1) }).toEqual({ code: 0, last: '1 handed over to organiser.' });
  expect((await handOver('--list')).lines).toEqual(['organiser: 2 shows']);
});

it.each([
  [['--show', 'show_01k8000000e008002ymwrqw002']],
  [['--to', 'ada']],
  [['--to', 'ada', '--show', 'the-tempest']],
  [['--to', 'ada', '--show', 'show_01k8000000e008002ymwrqw002', '--from', 'organiser']],
])('says how it is called when it is called with %j', async (args) => {
  const { code, lines } = await handOver(...args);
  expect(code).toBe(2);
  expect(lines.join('\n')).toContain('npm run hand-over');
});

it('is not needed for the demo of an earlier release, and takes no other show from its organiser', async () => {
  await app.database.query("UPDATE shows SET organiser_id = 'seed'");
  const sql = await readFile('prisma/migrations/20261128153100_demo_organiser/migration.sql', 'utf8');
  await app.database.query(sql);
  expect(await organiserOf(DEMO_SHOW_ID)).toBe(DEMO_ORGANISER_ID);
  expect(await organiserOf(showId)).toBe('seed');
});
