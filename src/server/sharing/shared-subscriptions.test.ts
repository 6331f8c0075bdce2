import { once } from 'node:events';
import { GraphQLError } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import { createClient } from '../../../test/kit/callers/client.ts';
import { openStream } from '../../../test/kit/callers/event-stream.ts';
import { startTestGraphqlServer, type TestGraphqlServer } from '../../../test/kit/product/graphql-server.ts';
import { LiveSource, type LiveTopic, type Reading } from '../../platform/streaming/live-source.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import type { SubscriptionLimitSettings } from '../limits/subscription-limits.ts';

interface News {
  version: number;
  text: string;
}

/** Says its latest news to all who do not have it. */
class NewsTopic implements LiveTopic<News> {
  version = 1;
  text = 'first';
  isAway = false;
  /** Until then nobody is admitted. */
  admission: Promise<void> | null = null;
  holders = 0;
  readonly listeners = new Set<() => void>();

  read(): Reading<News> {
    if (this.isAway) throw new Error('secret detail');
    return { event: { version: this.version, text: this.text }, seen: this.version };
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  publish(text: string): void {
    this.text = text;
    this.version += 1;
    for (const listener of [...this.listeners]) listener();
  }
}

let graphql: TestGraphqlServer;
afterEach(() => graphql.stop());

/** A topic, and how often its news were executed: for all fields together. */
async function start(subscriptionLimits: Partial<SubscriptionLimitSettings> = {}) {
  const topic = new NewsTopic();
  const executed = { shared: 0, own: 0 };
  const schema = createSchema<GraphqlContext>({
    typeDefs: /* GraphQL */ `
      type Query { a: Int }
      type Subscription { news(after: Int, secret: Boolean): News! }
      type News { version: Int! text: String! reader: String broken: Int }
    `,
    resolvers: {
      Subscription: {
        news: {
          subscribe: async (_root, { secret }: { secret?: boolean }, context: GraphqlContext) => {
            await topic.admission;
            if (secret && !context.principal)
              throw new GraphQLError('Log in.', { extensions: { code: 'UNAUTHENTICATED' } });
            topic.holders += 1;
            context.liveSource = new LiveSource<News>(
              topic,
              { had: null, seen: 0 },
              {
                release() {
                  topic.holders -= 1;
                },
                cursorOf: ({ version }: News) => `place-${version}`,
              },
            );
            return context.liveSource;
          },
          resolve: (news: News) => news,
        },
      },
      News: {
        text: ({ text }: News) => {
          executed.shared += 1;
          return text;
        },
        reader: (_news, _args, { principal }) => {
          executed.own += 1;
          return principal?.id ?? null;
        },
        broken: ({ text }: News) => {
          if (text === 'broken') throw new TypeError('secret detail');
          return 1;
        },
      },
    },
  });
  schema.getSubscriptionType()!.getFields().news!.extensions = SHAREABLE;
  const fields = (schema.getType('News') as ReturnType<typeof schema.getQueryType>)!.getFields();
  for (const name of ['version', 'text', 'broken']) fields[name]!.extensions = SHAREABLE;
  graphql = await startTestGraphqlServer({ schema, subscriptionLimits });
  return { topic, executed, url: graphql.url };
}

describe('subscriptions of the same', () => {
  it('are executed once for all their subscribers, whatever their ids and sockets', async () => {
    const { topic, executed, url } = await start();
    await using one = createClient(url);
    await using two = createClient(url, await graphql.tokenFor('customer'));
    const query = 'subscription { news { version text } }';
    const streams = [one.subscribe(query), one.subscribe(query), two.subscribe(query)];
    for (const stream of streams) expect(await stream.next()).toEqual({ news: { version: 1, text: 'first' } });
    expect(executed.shared).toBe(1);
    topic.publish('zwölf ☎ "x"');
    for (const stream of streams) expect(await stream.next()).toEqual({ news: { version: 2, text: 'zwölf ☎ "x"' } });
    expect(executed.shared).toBe(2);
    await streams[0]!.return();
    topic.publish('third');
    for (const stream of streams.slice(1)) expect(await stream.next()).toMatchObject({ news: { text: 'third' } });
    expect(executed.shared).toBe(3);
  });

  it('are told apart by what is asked, not by how or from where', async () => {
    const { topic, executed, url } = await start();
    await using client = createClient(url);
    const query = (fields: string) => `subscription ($t: Boolean!, $after: Int) { news(after: $after) { ${fields} } }`;
    const cases: [string, object, object][] = [
      [query('version text @include(if: $t)'), { t: true }, { version: 1, text: 'first' }],
      [query('version, text @include( if: $t ) # the same\n'), { t: true, after: 7 }, { version: 1, text: 'first' }],
      [query('version text @include(if: $t)'), { t: false }, { version: 1 }],
      [query('version t: text @include(if: $t)'), { t: true }, { version: 1, t: 'first' }],
      [`${query('...N')} fragment N on News { text @include(if: $t) }`, { t: true }, { text: 'first' }],
    ];
    for (const [text, variables, news] of cases) {
      expect(await client.subscribe(text, variables).next()).toEqual({ news });
    }
    expect(executed.shared).toBe(3);
    expect(topic.listeners.size).toBe(4);
  });

  it('are executed for each where something depends on who asks', async () => {
    const { topic, executed, url } = await start();
    await using guest = createClient(url);
    await using customer = createClient(url, await graphql.tokenFor('customer'));
    const query = 'subscription { news { text reader } }';
    const streams = [guest.subscribe(query), customer.subscribe(query)];
    expect(await streams[0]!.next()).toEqual({ news: { text: 'first', reader: null } });
    expect(await streams[1]!.next()).toEqual({ news: { text: 'first', reader: 'customer-1' } });
    topic.publish('second');
    expect(await streams[1]!.next()).toEqual({ news: { text: 'second', reader: 'customer-1' } });
    expect(executed.own).toBeGreaterThanOrEqual(3);
  });

  it('admit each by itself', async () => {
    const { topic, url } = await start();
    await using customer = createClient(url, await graphql.tokenFor('customer'));
    await using guest = createClient(url);
    const query = 'subscription ($secret: Boolean, $after: Int) { news(secret: $secret, after: $after) { text } }';
    const admitted = customer.subscribe(query, { secret: true });
    expect(await admitted.next()).toEqual({ news: { text: 'first' } });
    await expect(guest.subscribe(query, { secret: true }).next()).rejects.toThrow('UNAUTHENTICATED');
    await expect(guest.subscribe(query, { after: 'x' }).next()).rejects.toThrow('BAD_USER_INPUT');
    topic.publish('second');
    expect(await admitted.next()).toEqual({ news: { text: 'second' } });
    expect(topic.holders).toBe(1);
  });

  it('go on after an error in one of their fields, which is masked', async () => {
    const { topic, url } = await start();
    const { messages, send } = await open(url);
    send({ id: '1', type: 'subscribe', payload: { query: 'subscription { news { text broken } }' } });
    expect(await messages.next()).toMatchObject({ id: '1', type: 'next', payload: { data: { news: { broken: 1 } } } });
    topic.publish('broken');
    const { payload } = await messages.next();
    expect(payload).toMatchObject({
      data: { news: { text: 'broken', broken: null } },
      errors: [{ message: 'Internal error', path: ['news', 'broken'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
    expect(JSON.stringify(payload)).not.toContain('secret');
    topic.publish('well again');
    expect(await messages.next()).toMatchObject({ payload: { data: { news: { text: 'well again', broken: 1 } } } });
  });

  it('end with a masked error when their source can not be read, and begin anew', async () => {
    const { topic, url } = await start();
    await using client = createClient(url);
    const stream = client.subscribe('subscription { news { text } }');
    await stream.next();
    topic.isAway = true;
    topic.publish('lost');
    await expect(stream.next()).rejects.toThrow('INTERNAL_SERVER_ERROR');
    topic.isAway = false;
    expect(await client.subscribe('subscription { news { text } }').next()).toEqual({ news: { text: 'lost' } });
    expect(topic.holders).toBe(1);
  });

  it.each(['plain', 'a "quoted" \\ one', 'Zoë ☎ 😀', '\n', 'x'.repeat(300)])('answer under the id %j', async (id) => {
    const { topic, url } = await start();
    const { messages, send } = await open(url);
    send({ id, type: 'subscribe', payload: { query: 'subscription { news { text } }' } });
    expect(await messages.next()).toEqual({ id, type: 'next', payload: { data: { news: { text: 'first' } } } });
    topic.publish('second');
    expect(await messages.next()).toEqual({ id, type: 'next', payload: { data: { news: { text: 'second' } } } });
  });

  it('leave nothing behind, whichever way they end', async () => {
    const { topic, url } = await start();
    const query = 'subscription { news { text } }';
    for (const end of ['complete', 'close', 'terminate'] as const) {
      const { socket, messages, send } = await open(url);
      send({ id: '1', type: 'subscribe', payload: { query } });
      await messages.next();
      send({ id: '2', type: 'subscribe', payload: { query } });
      await messages.next();
      expect([topic.holders, topic.listeners.size]).toEqual([2, 1]);
      if (end === 'complete') for (const id of ['1', '2']) send({ id, type: 'complete' });
      else socket[end]();
      await eventually(() => expect([topic.holders, topic.listeners.size]).toEqual([0, 0]));
      socket.terminate();
    }
  });

  it('leave nothing behind when they are completed, and their ids used again, before they have begun', async () => {
    const { topic, url } = await start();
    const admission = Promise.withResolvers<void>();
    topic.admission = admission.promise;
    const { socket, send, messages } = await open(url);
    const subscribe = { id: '1', type: 'subscribe', payload: { query: 'subscription { news { text } }' } };
    for (const message of [subscribe, { id: '1', type: 'complete' }, { type: 'ping' }]) send(message);
    expect(await messages.next()).toEqual({ type: 'pong' });
    const closed = once(socket, 'close');
    send(subscribe);
    expect((await closed).map(String)).toEqual(['4409', 'Subscriber for 1 already exists']);
    admission.resolve();
    await eventually(() => expect(graphql.socketCount()).toBe(0));
    const another = await open(url);
    another.send(subscribe);
    await another.messages.next();
    expect([topic.holders, topic.listeners.size]).toEqual([1, 1]);
    // What has ended gives its id back, also what never ran.
    for (const query of ['{ a }', '{', 'subscription { nothing }', 'query A { a } query B { a }']) {
      for (let time = 1; time <= 2; time += 1) {
        another.send({ id: '2', type: 'subscribe', payload: { query } });
        const { type } = await another.messages.next();
        if (type === 'next') expect(await another.messages.next()).toEqual({ id: '2', type: 'complete' });
      }
    }
  });

  it('let one who does not read wait, tell it the latest when it reads, and close it with 4413 in the end', async () => {
    const { topic, url } = await start();
    const query = 'subscription { news { version text } }';
    const [quick, slow] = [await open(url), await open(url)];
    for (const { send, messages } of [quick, slow]) {
      send({ id: '1', type: 'subscribe', payload: { query } });
      await messages.next();
    }
    const big = 'x'.repeat(1024 * 1024);
    const publish = async (count: number) => {
      for (let sent = 0; sent < count; sent += 1) {
        topic.publish(big);
        expect(await quick.messages.next()).toMatchObject({ payload: { data: { news: { version: topic.version } } } });
      }
    };
    slow.socket.pause();
    // More than the kernel takes in for it.
    await publish(30);
    slow.socket.resume();
    const versions: number[] = [];
    while (versions.at(-1) !== topic.version) {
      const { payload } = await slow.messages.next();
      versions.push((payload as { data: { news: News } }).data.news.version);
    }
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(versions.length).toBeLessThan(30);

    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      slow.socket.pause();
      const closed = once(slow.socket, 'close');
      const before = topic.holders;
      for (let sent = 0; sent < 30; sent += 1) {
        topic.publish(big);
        await vi.advanceTimersByTimeAsync(60);
        await asTimeGoesOn(quick.messages.next());
      }
      await vi.advanceTimersByTimeAsync(30_000);
      slow.socket.resume();
      expect((await closed).map(String)).toEqual(['4413', 'Messages were not read.']);
      expect(before).toBe(2);
      await eventually(() => expect(topic.holders).toBe(1));
    } finally {
      vi.useRealTimers();
    }
    topic.publish('for those who read');
    expect(await quick.messages.next()).toMatchObject({ payload: { data: { news: { text: 'for those who read' } } } });
  });
});

describe('subscriptions over server-sent events', () => {
  it('share what is executed with one another and with those over WebSocket, and tell an id with each event', async () => {
    const { topic, executed, url } = await start();
    const query = 'subscription { news { version text } }';
    const { send, messages } = await open(url);
    send({ id: '1', type: 'subscribe', payload: { query } });
    await messages.next();
    const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(url, query)));
    const payload = (version: number, text: string) => ({ data: { news: { version, text } } });
    for (const stream of streams) {
      expect(stream.head).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      expect(await stream.next()).toEqual({ event: 'next', id: 'place-1', data: payload(1, 'first') });
    }
    expect(executed.shared).toBe(1);
    expect(graphql.subscriptionUnits()).toBe(1);
    topic.publish('zwölf ☎\n"x"');
    for (const stream of streams) {
      expect(await stream.next()).toEqual({ event: 'next', id: 'place-2', data: payload(2, 'zwölf ☎\n"x"') });
    }
    expect(await messages.next()).toMatchObject({ payload: payload(2, 'zwölf ☎\n"x"') });
    expect(executed.shared).toBe(2);
    for (const { end } of streams) end();
    await eventually(() => expect([topic.holders, topic.listeners.size]).toEqual([1, 1]));
    topic.publish('for the socket');
    expect(await messages.next()).toMatchObject({ payload: payload(3, 'for the socket') });
  });

  it('are executed for each where something depends on who asks', async () => {
    const { topic, executed, url } = await start();
    const query = 'subscription { news { text reader broken } }';
    const streams = [await openStream(url, query), await openStream(url, query, await graphql.tokenFor('customer'))];
    const news = (text: string, reader: string | null) => ({ data: { news: { text, reader, broken: 1 } } });
    expect(await streams[0]!.next()).toEqual({ event: 'next', data: news('first', null) });
    expect(await streams[1]!.next()).toEqual({ event: 'next', data: news('first', 'customer-1') });
    topic.publish('broken');
    for (const stream of streams) {
      const { data } = await stream.next();
      expect(data).toMatchObject({
        data: { news: { text: 'broken', broken: null } },
        errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
      });
      expect(JSON.stringify(data)).not.toContain('secret');
    }
    expect(executed.own).toBeGreaterThanOrEqual(4);
    for (const { end } of streams) end();
    await eventually(() =>
      expect([topic.holders, topic.listeners.size, graphql.subscriptionUnits()]).toEqual([0, 0, 0]),
    );
  });

  it.each(['text', 'text reader'])('end with a masked error when their source can not be read: %s', async (fields) => {
    const { topic, url } = await start();
    const stream = await openStream(url, `subscription { news { ${fields} } }`);
    await stream.next();
    topic.isAway = true;
    topic.publish('lost');
    expect(await stream.next()).toMatchObject({
      event: 'next',
      data: { errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
    });
    expect(await stream.next()).toEqual({ event: 'complete', data: null });
    await stream.closed;
    await eventually(() => expect([topic.holders, graphql.socketCount()]).toEqual([0, 0]));
  });

  it('let one who does not read wait, tell it the latest when it reads, and cut it off in the end', async () => {
    const { topic, url } = await start();
    const query = 'subscription { news { version text } }';
    const [quick, slow] = [await openStream(url, query), await openStream(url, query)];
    for (const stream of [quick, slow]) await stream.next();
    const big = 'x'.repeat(1024 * 1024);
    slow.pause();
    for (let sent = 0; sent < 30; sent += 1) {
      topic.publish(big);
      expect((await quick.next()).id).toBe(`place-${topic.version}`);
    }
    slow.resume();
    const ids: (string | undefined)[] = [];
    while (ids.at(-1) !== `place-${topic.version}`) ids.push((await slow.next()).id);
    expect(ids.length).toBeLessThan(30);

    // Its time goes on: messages have their turn when they have it.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    try {
      slow.pause();
      for (let sent = 0; sent < 30; sent += 1) {
        topic.publish(big);
        await quick.next();
      }
      expect(topic.holders).toBe(2);
      await vi.advanceTimersByTimeAsync(60_000);
      slow.resume();
      await slow.closed;
      await eventually(() => expect(topic.holders).toBe(1));
    } finally {
      vi.useRealTimers();
    }
    topic.publish('for those who read');
    expect((await quick.next()).data).toMatchObject({ data: { news: { text: 'for those who read' } } });
  });

  it('are refused with more units than one socket may have, and as one too many of their caller', async () => {
    const { url } = await start({ maxPerSocket: 3, maxPerCaller: 4 });
    const units = (count: number) =>
      `subscription { news { ${Array.from({ length: count * 50 - 1 }, (_, n) => `a${n}: text`).join(' ')} } }`;
    const refused = async (query: string) => (await openStream(url, query)).next();
    expect(await refused(units(4))).toMatchObject({
      data: { errors: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }] },
    });
    const one = await openStream(url, units(3));
    await one.next();
    expect(await refused(units(2))).toMatchObject({
      data: { errors: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }] },
    });
    one.end();
    await eventually(() => expect(graphql.subscriptionUnits()).toBe(0));
    expect(graphql.refusedSubscriptions).toEqual(['socket', 'caller']);
  });
});

const realTimeout = globalThis.setTimeout;

/** On a busy machine work has to wait for its turn, by timers: they go on a little, well below what is tested. */
async function asTimeGoesOn<T>(coming: Promise<T>): Promise<T> {
  let isThere = false;
  void coming.finally(() => {
    isThere = true;
  });
  while (!isThere) {
    await new Promise((resolve) => realTimeout(resolve, 10));
    await vi.advanceTimersByTimeAsync(1);
  }
  return await coming;
}

interface Message {
  id?: string;
  type: string;
  payload?: object;
}

/** A socket that has introduced itself, below any client library. Closed with the server. */
async function open(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const arrived: Message[] = [];
  let wake: (() => void) | null = null;
  socket.on('message', (data) => {
    arrived.push(JSON.parse(String(data)));
    wake?.();
  });
  const messages = {
    async next(): Promise<Message> {
      while (arrived.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return arrived.shift()!;
    },
  };
  const send = (message: Message) => socket.send(JSON.stringify(message));
  await once(socket, 'open');
  send({ type: 'connection_init' });
  expect(await messages.next()).toEqual({ type: 'connection_ack' });
  return { socket, messages, send };
}
