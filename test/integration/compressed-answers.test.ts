import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookSeats } from '../kit/callers/buyer.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { createHallShow, openHallShow } from '../kit/shows/hall-show.ts';

const LONG = `{ shows(first: 5) { edges { node { id title startsAt venue { id name } priceTiers { id name category price { formatted } }
  plan { id name categories { name } zones { name seatCount } } } } } }`;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await openHallShow(app.organiser);
});
afterAll(() => app?.[Symbol.asyncDispose]());

async function ask(query: string, encoding: string, { accept = 'application/json', token = '' } = {}) {
  return await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept,
      'accept-encoding': encoding,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query }),
  });
}

describe('a page', () => {
  it.each([
    ['of seat maps', '/', "'self'"],
    ['of organisers', '/organise', "'self'"],
    ['of GraphiQL', '/graphql', "'none'"],
  ])('%s is shown in frames of no other site', async (_whose, path, ancestors) => {
    const { headers } = await fetch(new URL(path, app.url), { headers: { accept: 'text/html' } });
    expect(headers.get('content-type')).toMatch('text/html');
    expect(headers.get('content-security-policy')!.split('; ')).toContain(`frame-ancestors ${ancestors}`);
  });
});

describe('an answer over HTTP', () => {
  it.each(['gzip', 'br'])('is compressed with %s when it is long, and the same', async (encoding) => {
    const plain = await ask(LONG, 'identity');
    const text = await plain.text();
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('vary')).toContain('accept-encoding');
    const packed = await ask(LONG, encoding);
    expect(packed.headers.get('content-encoding')).toBe(encoding);
    expect(packed.headers.get('vary')).toContain('accept-encoding');
    expect(packed.headers.get('cache-control')).toBe('no-store');
    expect(packed.headers.get('content-type')).toBe(plain.headers.get('content-type'));
    expect(Number(packed.headers.get('content-length'))).toBeLessThan(text.length / 2);
    expect(await packed.text()).toBe(text);
  });

  it('is compressed when it is very long, too', async () => {
    const query = `{ shows { edges { node { ${Array.from({ length: 8 }, (_, at) => `s${at}: seatMap { seats { id row number price { amount } } }`).join(' ')} } } } }`;
    const packed = await ask(query, 'gzip');
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    const { data } = (await packed.json()) as { data: { shows: { edges: unknown[] } } };
    expect(data.shows.edges.length).toBeGreaterThan(0);
  });

  it('stays as it is when it is short, or a stream of events', async () => {
    const short = await ask('{ viewer { __typename } }', 'gzip, br');
    expect(short.headers.get('content-encoding')).toBeNull();
    const stream = await ask(`subscription { seatMap(showId: "${app.demoShowId}") { __typename } }`, 'gzip, br', {
      accept: 'text/event-stream',
    });
    expect(stream.headers.get('content-type')).toMatch('text/event-stream');
    expect(stream.headers.get('content-encoding')).toBeNull();
    await stream.body!.cancel();
  });
});

describe('totalCount', () => {
  const COUNT =
    '{ shows(first: 1, filter: { status: [DRAFT] }) { totalCount edges { node { id } } } viewer { bookings(first: 1) { totalCount edges { node { id } } } } }';
  interface Counts {
    shows: { totalCount: number | null };
    viewer: { bookings: { totalCount: number | null } } | null;
  }

  it('counts all pages for organisers, and for others what is their own', async () => {
    for (let made = 0; made < 3; made += 1) await createHallShow(app.organiser);
    const guest = await app.guest();
    for (const [buyer, seatIds] of [
      [app.organiser, ['A-1-1', 'A-1-2']],
      [guest, ['A-1-3', 'A-1-4']],
    ] as const) {
      for (const seatId of seatIds) await bookSeats(buyer, app.demoShowId, [seatId]);
    }
    const counts = async (token: string) =>
      ((await (await ask(COUNT, 'identity', { token })).json()) as { data: Counts }).data;
    expect(await counts(app.organiserToken)).toMatchObject({
      shows: { totalCount: 3 },
      viewer: { bookings: { totalCount: 2, edges: [{}] } },
    });
    expect(await counts(guest.token)).toMatchObject({
      shows: { totalCount: null },
      viewer: { bookings: { totalCount: 2, edges: [{}] } },
    });
    const query = `{ show(id: "${app.demoShowId}") { undeliveredNotifications { totalCount } } }`;
    const answer = await (await ask(query, 'identity', { token: app.organiserToken })).json();
    expect(answer).toMatchObject({ data: { show: { undeliveredNotifications: { totalCount: 0 } } } });
  });
});
