import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { longestStretch_ms, threadTime_ms } from '../kit/product/processor-time.ts';
import { VENUE } from '../kit/shows/hall-show.ts';

const IMPORT = `mutation ($input: ImportSeatingPlanInput!) { importSeatingPlan(input: $input) {
  __typename ... on ImportSeatingPlanSuccess { plan { seatCount } } ... on InvalidInputError { issues { path message } } } }`;
const SEATS = 100_000;
/**
 * What an import does at a stretch it does each time. A collection of garbage is as long only where the threads that are to do most of
 * it get no processor, on a busy machine.
 */
const TRIES = 3;
/** Long bodies are parsed at a low priority: on a machine whose processors have more to do than they can, that takes minutes. */
const TIMEOUT_MS = 600_000;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());

interface Answer {
  status: number;
  retryAfter: string | undefined;
  body: { data?: object; errors?: { message: string; extensions: object }[] };
}

/** `length` is said to be that of the body, unless it is null. */
async function post(body: Buffer, token: string, length: number | null = body.length): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    ...(length === null ? {} : { 'content-length': length }),
  };
  const sent = request(new URL('/graphql', app.url), { method: 'POST', headers, agent: false });
  sent.on('error', () => undefined);
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const text = (await response.setEncoding('utf8').toArray()).join('');
  return { status: response.statusCode!, retryAfter: response.headers['retry-after'], body: JSON.parse(text) };
}

const bodyOf = (plan: object) =>
  Buffer.from(JSON.stringify({ query: IMPORT, variables: { input: { venue: VENUE, plan } } }));
/** With a drawing that is as large as the seats. */
const drawing = (points: number) => [
  { points: Array.from({ length: points }, (_, n) => ({ x: n + 0.5, y: n * 1.5 })) },
];

describe('an import of tens of megabytes', { timeout: TIMEOUT_MS }, () => {
  it('is taken whole, and holds nobody up for long', async () => {
    const plan = { ...hallPlan({ zones: 20, rows: 50, seats: 100 }), areas: drawing(400_000) };
    const body = bodyOf(plan);
    const text = body.toString();
    const parsings_ms: number[] = [];
    const stretches_ms: number[] = [];
    const isSliced = () => Math.min(...stretches_ms) < Math.max(...parsings_ms);
    do {
      const began_ms = threadTime_ms();
      JSON.parse(text);
      parsings_ms.push(threadTime_ms() - began_ms);
      let answer: Answer | null = null;
      const stretch_ms = await longestStretch_ms(async () => {
        answer = await post(body, app.organiserToken);
      });
      expect(answer).toMatchObject({
        status: 200,
        body: { data: { importSeatingPlan: { __typename: 'ImportSeatingPlanSuccess', plan: { seatCount: SEATS } } } },
      });
      stretches_ms.push(stretch_ms);
    } while (!isSliced() && stretches_ms.length < TRIES);
    // What parsing it alone takes at a stretch.
    expect(isSliced(), `stretches of ${stretches_ms} ms, parsed in ${parsings_ms} ms`).toBe(true);
    const [stored] = await app.database.query<{ document: number }>(
      'SELECT length(document) AS document FROM seating_plans WHERE seat_count = $1',
      [SEATS],
    );
    expect(stored!.document).toBe(JSON.stringify(plan).length);
  });

  it('says what is wrong with it, with or without its length', async () => {
    const broken = bodyOf({ ...hallPlan(), areas: drawing(50_000), zones: [] });
    for (const length of [broken.length, null]) {
      expect(await post(broken, app.organiserToken, length)).toMatchObject({
        status: 200,
        body: { data: { importSeatingPlan: { issues: [{ path: 'input.plan.zones' }] } } },
      });
    }
    const tooMany = bodyOf({ ...hallPlan(), areas: drawing(1_000_000) });
    expect(await post(tooMany, app.organiserToken)).toMatchObject({
      body: {
        data: {
          importSeatingPlan: { issues: [{ path: 'input.plan', message: expect.stringMatching(/3000000 values/) }] },
        },
      },
    });
    const noJson = Buffer.alloc(2_000_000, 'x');
    expect(await post(noJson, app.organiserToken)).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    });
    const noOperation = Buffer.from(`[${' '.repeat(2_000_000)}]`);
    expect((await post(noOperation, app.organiserToken)).status).toBe(400);
    const deep = Buffer.from(`{"query":"{ __typename }","variables":{"a":${'['.repeat(1e6)}${']'.repeat(1e6)}}}`);
    expect(await post(deep, app.organiserToken)).toMatchObject({
      status: 400,
      body: { errors: [{ message: expect.stringMatching(/100 levels deep/) }] },
    });
    expect(await post(Buffer.alloc(65 * 1024 * 1024, ' '), app.organiserToken)).toMatchObject({
      status: 413,
      body: { errors: [{ extensions: { code: 'REQUEST_ENTITY_TOO_LARGE' } }] },
    });
  });

  /** Of an organiser whose import is on its way: so many bytes each half second. */
  function startImport(bytesAtOnce: number) {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${app.organiserToken}` };
    const sent = request(new URL('/graphql', app.url), { method: 'POST', headers, agent: false });
    sent.on('error', () => undefined);
    sent.write(' '.repeat(1_100_000));
    const goesOn = setInterval(() => sent.write(' '.repeat(bytesAtOnce)), 500);
    const stop = () => {
      clearInterval(goesOn);
      sent.destroy();
    };
    return { answered: once(sent, 'response') as Promise<[IncomingMessage]>, stop };
  }

  it('is told when to come again while another is read', async () => {
    const other = startImport(1_000_000);
    other.answered.catch(() => undefined);
    const body = bodyOf({ ...hallPlan(), areas: drawing(50_000) });
    try {
      await vi.waitFor(
        async () =>
          expect(await post(body, app.organiserToken)).toMatchObject({
            status: 503,
            retryAfter: '5',
            body: { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 5 } }] },
          }),
        { timeout: TIMEOUT_MS / 2 },
      );
    } finally {
      other.stop();
    }
    // The other is gone: so is its place.
    expect(await post(body, app.organiserToken)).toMatchObject({
      status: 200,
      body: { data: { importSeatingPlan: { __typename: 'ImportSeatingPlanSuccess' } } },
    });
  });

  it('begins while another one trickles, which is told to come again', async () => {
    const trickling = startImport(8_192);
    try {
      const body = bodyOf({ ...hallPlan(), areas: drawing(50_000) });
      // Should it have come before the other had begun, that waits and is slow the next time.
      let refused = false;
      void trickling.answered.then(() => {
        refused = true;
      });
      await vi.waitFor(
        async () => {
          expect(await post(body, app.organiserToken)).toMatchObject({
            status: 200,
            body: { data: { importSeatingPlan: { __typename: 'ImportSeatingPlanSuccess' } } },
          });
          expect(refused).toBe(true);
        },
        { timeout: TIMEOUT_MS / 2 },
      );
      const [response] = await trickling.answered;
      expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '5']);
      const text = (await response.setEncoding('utf8').toArray()).join('');
      expect(JSON.parse(text).errors).toMatchObject([
        { message: expect.stringMatching(/256 kB a second/), extensions: { code: 'SERVICE_UNAVAILABLE' } },
      ]);
    } finally {
      trickling.stop();
    }
  });

  it('is for organisers only', async () => {
    expect((await post(bodyOf({ ...hallPlan(), areas: drawing(50_000) }), (await app.guest()).token)).status).toBe(413);
  });
});
