import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../kit/basics/eventually.ts';
import { lockSeats } from '../kit/callers/buyer.ts';
import { RawSocket, type RawSocketOptions } from '../kit/callers/raw-socket.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

const PER_ADDRESS = 20;
const PER_CALLER = 3;
const MESSAGES_PER_SECOND = 20;

const WATCH = `subscription ($showId: ID!) {
  seatMap(showId: $showId) { __typename ... on SeatMapDelta { changes { seatId } } }
}`;

describe('sockets that do what they should not', () => {
  let app: TestApp;
  const sockets: RawSocket[] = [];

  beforeAll(async () => {
    app = await startTestApp({
      env: {
        SOCKETS_PER_ADDRESS: `${PER_ADDRESS}`,
        SOCKETS_PER_CALLER: `${PER_CALLER}`,
        SOCKET_MESSAGES_PER_SECOND: `${MESSAGES_PER_SECOND}`,
        // None is closed for its silence while others are opened, on a busy machine either.
        SOCKET_INIT_TIMEOUT_MS: '60000',
        SOCKET_IDLE_TIMEOUT_MS: '60000',
        ALLOWED_ORIGINS: 'https://shop.example.org',
      },
    });
  });
  afterEach(async () => {
    await Promise.all(sockets.splice(0).map((socket) => socket.close()));
    // The node hears of each close by itself.
    await eventually(async () => expect(await figure('seatwire_sockets_open')).toBe(0));
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  const kept = (socket: RawSocket): RawSocket => {
    sockets.push(socket);
    return socket;
  };
  const open = async (options?: RawSocketOptions) => kept(await RawSocket.open(app.url, options));
  const introduced = async (token?: string) => kept(await RawSocket.introduced(app.url, token));

  async function figure(name: string): Promise<number> {
    const text = await (await fetch(new URL('/metrics', app.url))).text();
    const line = text.split('\n').find((one) => one.startsWith(name));
    return Number(line?.split(' ').at(-1) ?? 0);
  }

  it('many from one address are refused with 429, whatever they say of where they come from', async () => {
    const flood = Array.from({ length: PER_ADDRESS * 3 }, (_, n) =>
      open({ headers: { 'x-forwarded-for': `198.51.100.${n}` } }),
    );
    const opened = await Promise.all(flood);
    expect(opened.filter(({ isOpen }) => isOpen)).toHaveLength(PER_ADDRESS);
    const refused = await Promise.all(opened.filter(({ isOpen }) => !isOpen).map(({ ended }) => ended));
    expect(refused).toEqual(Array.from({ length: PER_ADDRESS * 2 }, () => ({ status: 429, retryAfter: '10' })));
    expect(await figure('seatwire_sockets_refused_total{reason="address"}')).toBe(PER_ADDRESS * 2);
    // HTTP is not shut out with them, and those that go make room.
    expect(await app.client().request('{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
    await Promise.all(sockets.splice(0).map((socket) => socket.close()));
    await eventually(async () => expect(await figure('seatwire_sockets_open')).toBe(0));
    await introduced();
  });

  it('count event streams in', async () => {
    const query = `subscription { seatMap(showId: "${app.demoShowId}") { __typename } }`;
    const subscribe = (accept: string, token?: string) => {
      const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
      const headers = { 'content-type': 'application/json', accept, ...authorization };
      return fetch(`${app.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    };
    // Whoever takes anything gets a stream, too.
    const streams = await Promise.all(
      Array.from({ length: PER_ADDRESS }, (_, n) => subscribe(n % 2 === 0 ? 'text/event-stream' : '*/*')),
    );
    for (const stream of streams) expect(stream.headers.get('content-type')).toContain('text/event-stream');
    expect(await (await open()).ended).toMatchObject({ status: 429 });
    expect(await (await subscribe('text/event-stream')).text()).toContain('TOO_MANY_CONNECTIONS');
    expect(await app.client().request('{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
    await Promise.all(streams.map((stream) => stream.body?.cancel()));
    await eventually(async () => expect(await figure('seatwire_sockets_open')).toBe(0));

    const { token } = await app.guest();
    for (let n = 1; n < PER_CALLER; n += 1) await introduced(token);
    const last = await subscribe('text/event-stream', token);
    expect(last.status).toBe(200);
    expect(await (await subscribe('text/event-stream', token)).text()).toContain('TOO_MANY_CONNECTIONS');
    const another = await open();
    another.introduce(token);
    expect(await another.ended).toMatchObject({ code: 1013 });
    await last.body?.cancel();
  });

  it('too many of one caller are told to come later', async () => {
    const { token } = await app.guest();
    for (let n = 0; n < PER_CALLER; n += 1) await introduced(token);
    const another = await open();
    another.introduce(token);
    expect(await another.ended).toEqual({ code: 1013, reason: 'You have too many connections.' });
    // Other people's are none of its.
    await introduced((await app.guest()).token);
    await introduced();
  });

  it('those of foreign pages are refused with 403', async () => {
    for (const origin of ['https://evil.example.org', 'null', 'https://shop.example.org.evil.example']) {
      expect(await (await open({ origin })).ended).toMatchObject({ status: 403 });
    }
    for (const origin of ['https://shop.example.org', app.url]) {
      expect((await open({ origin })).isOpen).toBe(true);
    }
  });

  it.each([
    ['nonsense', 'The token is not a JWT.'],
    ['eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsInJvbGUiOiJhZG1pbiJ9.', /token/i],
  ])('a bad token ends them with 4403: %s', async (token, reason) => {
    const socket = await open();
    socket.introduce(token);
    expect(await socket.ended).toEqual({
      code: 4403,
      reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    });
  });

  it('what is no graphql-transport-ws ends them with the protocol’s codes', async () => {
    const end = async (socket: RawSocket, ...messages: unknown[]) => {
      for (const message of messages) socket.send(message);
      return await socket.ended;
    };
    expect(await (await open({ protocol: 'graphql-ws' })).ended).toMatchObject({ code: 4406 });
    expect(await end(await open(), { id: '1', type: 'subscribe', payload: { query: '{ __typename }' } })).toMatchObject(
      {
        code: 4401,
      },
    );
    expect(await end(await introduced(), { type: 'connection_init' })).toMatchObject({ code: 4429 });
    expect(await end(await introduced(), 'nonsense')).toMatchObject({ code: 4400 });
    expect(await end(await introduced(), [{ id: '1', type: 'subscribe', payload: { query: '{ me }' } }])).toMatchObject(
      {
        code: 4400,
      },
    );
    const watch = { id: '1', type: 'subscribe', payload: { query: WATCH, variables: { showId: app.demoShowId } } };
    expect(await end(await introduced(), watch, watch)).toMatchObject({ code: 4409 });
  });

  it('messages that are too big end them with 1009', async () => {
    const socket = await introduced();
    socket.subscribe('1', `{ __typename } # ${'x'.repeat(1024 * 1024)}`);
    expect(await socket.ended).toMatchObject({ code: 1009 });
  });

  it('messages in hundreds of fragments end them with 1008', async () => {
    const fragmented = await introduced();
    fragmented.sendFragments(Array.from({ length: 2_000 }, () => 'x'));
    expect(await fragmented.ended).toMatchObject({ code: 1008 });
    const few = await introduced();
    few.sendFragments(['{"type":', '"ping"', '}']);
    await few.message('pong');
  });

  it('messages that never end hold no more than 16 MB of an address: the stalest are cut off', async () => {
    const part = 'x'.repeat(1_000_000);
    const flood: RawSocket[] = [];
    for (let n = 0; n < 18; n += 1) flood.push(await introduced());
    for (const socket of flood) socket.sendFragments([part], { isComplete: false });
    await eventually(async () => expect(await figure('seatwire_sockets_refused_total{reason="partial"}')).toBe(2));
    const another = await introduced();
    another.send({ type: 'ping' });
    await another.message('pong');
  });

  it('get back no payload of a ping that is long', async () => {
    const socket = await introduced();
    socket.send({ type: 'ping', payload: { a: 'short' } });
    expect(await socket.message('pong')).toEqual({ type: 'pong', payload: { a: 'short' } });
    socket.send({ type: 'ping', payload: { a: 'x'.repeat(2_000) } });
    expect(await socket.message('pong')).toEqual({ type: 'pong' });
  });

  it('too many messages end them with 4420', async () => {
    const socket = await introduced();
    for (let n = 0; n <= MESSAGES_PER_SECOND * 10 + 5; n += 1) socket.send({ type: 'ping' });
    expect(await socket.ended).toEqual({ code: 4420, reason: 'Too many messages.' });
    expect(await figure('seatwire_sockets_refused_total{reason="messages"}')).toBe(1);
  });

  it('documents that ask too much are refused, and the socket goes on', async () => {
    const socket = await introduced();
    const refusal = async (id: string, query: string) => {
      socket.subscribe(id, query);
      return await socket.refusal(id);
    };
    const deep = `${'node(id: "x") { ... on SeatLock { booking { show { plan {'} ${'venue { '.repeat(12)}`;
    expect(await refusal('deep', `{ ${deep} id ${'}'.repeat(12 + 6)}`)).toContain('BAD_USER_INPUT');
    const aliases = Array.from({ length: 100 }, (_, n) => `a${n}: startGuestSession { token }`).join(' ');
    expect(await refusal('aliased', `mutation { ${aliases} }`)).toEqual(['BAD_USER_INPUT']);
    expect(await refusal('long', `{ ${'__typename '.repeat(10_001)} }`)).toEqual(['BAD_USER_INPUT']);
    const maps = Array.from({ length: 40 }, (_, n) => `m${n}: seatMap { version }`).join(' ');
    const costly = `{ shows(first: 100) { edges { node { ${maps} } } } }`;
    expect(await refusal('costly', costly)).toEqual(['BAD_USER_INPUT']);
    socket.subscribe('good', '{ __typename }');
    expect(await socket.message('next', 'good')).toMatchObject({ payload: { data: { __typename: 'Query' } } });
  });

  it('more than a hundred operations at once are refused one by one', async () => {
    const socket = await introduced();
    const showId = app.demoShowId;
    for (let n = 1; n <= 101; n += 1) socket.subscribe(`${n}`, WATCH, { showId });
    expect(await socket.refusal('101')).toEqual(['BAD_USER_INPUT']);
    await socket.message('next', '100');
    socket.send({ id: '1', type: 'complete' });
    socket.subscribe('102', '{ __typename }');
    await socket.message('next', '102');
  });
});

it('sockets that are not introduced in time are closed with 4408', async () => {
  await using app = await startTestApp({ env: { SOCKET_INIT_TIMEOUT_MS: '500', DEMO: 'false' } });
  expect(await (await RawSocket.open(app.url)).ended).toMatchObject({ code: 4408 });
});

it('sockets on which nothing runs are closed with 4410; a watched map is not nothing', async () => {
  // Long enough to subscribe in, on a busy machine too.
  await using app = await startTestApp({ env: { SOCKET_IDLE_TIMEOUT_MS: '3000' } });
  const watching = await RawSocket.introduced(app.url);
  watching.subscribe('map', WATCH, { showId: app.demoShowId });
  await watching.message('next', 'map');
  const idle = await RawSocket.introduced(app.url);
  expect(await idle.ended).toMatchObject({ code: 4410 });
  await lockSeats(await app.guest(), app.demoShowId, ['A-1-1']);
  expect(await watching.message('next', 'map')).toMatchObject({
    payload: { data: { seatMap: { changes: [{ seatId: 'A-1-1' }] } } },
  });
  await watching.close();
});

it('the address is what a trusted proxy says', async () => {
  await using app = await startTestApp({ env: { SOCKETS_PER_ADDRESS: '1', TRUSTED_PROXIES: '1', DEMO: 'false' } });
  const from = (address: string) => RawSocket.open(app.url, { headers: { 'x-forwarded-for': address } });
  const first = await from('198.51.100.1');
  expect(await (await from('made up, 198.51.100.1')).ended).toMatchObject({ status: 429 });
  const other = await from('198.51.100.2');
  expect([first.isOpen, other.isOpen]).toEqual([true, true]);
  await Promise.all([first.close(), other.close()]);
});

it('a full node answers 503', async () => {
  await using app = await startTestApp({ env: { SOCKETS_MAX: '2', DEMO: 'false' } });
  const open = await Promise.all([1, 2].map(() => RawSocket.introduced(app.url)));
  expect(await (await RawSocket.open(app.url)).ended).toEqual({ status: 503, retryAfter: '10' });
  await Promise.all(open.map((socket) => socket.close()));
});

it('long messages of one address wait while others ask, in their order, and none is lost', async () => {
  await using app = await startTestApp({
    env: { TRUSTED_PROXIES: '1', DEMO: 'false', FAIR_SHARE_MS_PER_ADDRESS: '200' },
  });
  const ask = (address: string, path: string) =>
    fetch(`${app.url}${path}`, { headers: { 'x-forwarded-for': address } });
  const waiting = async () => {
    const text = await (await ask('198.51.100.9', '/metrics')).text();
    return Number(/^seatwire_requests_waiting (\d+)/m.exec(text)?.[1]);
  };
  const crowd = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const socket = await RawSocket.open(app.url, { headers: { 'x-forwarded-for': '198.51.100.1' } });
      socket.introduce();
      await socket.message('connection_ack');
      return socket;
    }),
  );
  const long = { type: 'ping', payload: Array.from({ length: 200_000 }, () => 0) };
  let most = 0;
  let sent = 0;
  // Others have precedence once they have been known for three seconds.
  await eventually(async () => {
    for (const socket of crowd) {
      socket.send(long);
      socket.send({ type: 'ping', payload: { n: sent } });
    }
    sent += 1;
    await ask('198.51.100.2', '/graphql?query={__typename}');
    most = Math.max(most, await waiting());
    expect(most).toBeGreaterThan(1);
  });
  for (const socket of crowd) {
    for (let n = 0; n < sent; n += 1) {
      expect(await socket.message('pong')).toEqual({ type: 'pong' });
      expect(await socket.message('pong')).toEqual({ type: 'pong', payload: { n } });
    }
  }
  await eventually(async () => expect(await waiting()).toBe(0));
  await Promise.all(crowd.map((socket) => socket.close()));
});
