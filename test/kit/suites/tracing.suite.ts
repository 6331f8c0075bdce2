import { randomBytes } from 'node:crypto';
import { createClient as createSocketClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { watchSeatMap } from '../callers/buyer.ts';
import { type AppMode, startTestApp, type TestApp } from '../product/app.ts';
import { type RecordedSpan, type RecordedSpans, recordSpans } from '../product/recorded-spans.ts';

const LOCK_SEATS = `mutation Named($input: LockSeatsInput!) {
  lockSeats(input: $input) { ... on LockSeatsSuccess { lock { id } } ... on Error { message } }
}`;

/** One trace of a lock, from whoever asks for it to those who are told. */
export function tracingSuite(mode: AppMode): void {
  let spans: RecordedSpans;
  let app: TestApp;

  beforeAll(async () => {
    spans = recordSpans();
    app = await startTestApp({ mode });
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await spans?.[Symbol.asyncDispose]();
  });

  /** Names that each trace of a lock has, by what their spans are children of. */
  const chain = (trace: readonly RecordedSpan[]) => {
    const byId = new Map(trace.map((span) => [span.spanContext().spanId, span]));
    const above = (span: RecordedSpan): string[] => {
      const parent = byId.get(span.parentSpanContext?.spanId ?? '');
      return parent ? [...above(parent), span.name] : [span.name];
    };
    const prefix = app.env.KAFKA_TOPIC_PREFIX ?? '';
    return trace.map((span) => above(span).join(' > ').replaceAll(prefix, ''));
  };
  const contains = (paths: readonly string[], parts: readonly string[]) =>
    paths.some((path) => {
      let at = 0;
      for (const name of path.split(' > ')) if (name === parts[at]) at += 1;
      return at === parts.length && path.endsWith(parts.at(-1)!);
    });
  const expectWhole = (trace: readonly RecordedSpan[], begin: readonly string[]) => {
    const paths = chain(trace);
    const operation = [...begin, 'mutation lockSeats'];
    const sent = [...operation, 'send seat-events'];
    const ways = [
      operation,
      [...operation, 'inventory/hold'],
      ...(mode === 'services' ? [[...operation, 'seat-lock-store-acquire']] : []),
      sent,
      [...sent, 'process seat-events'],
      [...sent, 'process seat-events', 'deliver'],
    ];
    const missing = ways.filter((way) => !contains(paths, way)).map((way) => way.join(' > '));
    expect(missing, paths.join('\n')).toEqual([]);
  };

  it('has the request, the mutation, its statement and script, the record, its consumers and the delta, once for all who are told', async () => {
    const watchers = await Promise.all([1, 2, 3].map(() => watchSeatMap(app.client(), app.demoShowId)));
    const { token } = await app.guest();
    const [traceId, parentId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    const answer = await fetch(new URL('/graphql', app.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        traceparent: `00-${traceId}-${parentId}-01`,
      },
      body: JSON.stringify({ query: LOCK_SEATS, variables: { input: inputOf(['D-14-1', 'D-14-2']) } }),
    });
    expect(await answer.json()).toMatchObject({ data: { lockSeats: { lock: { id: expect.any(String) } } } });
    await Promise.all(watchers.map((watcher) => watcher.next()));
    const trace = await spans.until(traceId, (found) => expectWhole(found, ['POST /graphql']));
    const request = trace.find(({ name }) => name === 'POST /graphql')!;
    expect(request.parentSpanContext?.spanId).toBe(parentId);
    expect(request.attributes['http.response.status_code']).toBe(200);
    expect(trace.find(({ name }) => name === 'mutation lockSeats')?.attributes).toMatchObject({
      'graphql.operation.type': 'mutation',
      'seatwire.operation.outcome': 'LockSeatsSuccess',
    });
    const delivered = trace.filter(({ name }) => name === 'deliver');
    expect(delivered.map(({ attributes }) => attributes['seatwire.subscribers'])).toEqual([3]);
    expectNoValues(trace, ['D-14-1', token]);
  });

  it('goes on from what a WebSocket client sends with its operation', async () => {
    const watcher = await watchSeatMap(app.client(), app.demoShowId);
    const { token } = await app.guest();
    const traceId = randomBytes(16).toString('hex');
    const socket = createSocketClient({
      url: new URL('/graphql', app.url).href.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
    });
    const answers = socket.iterate({
      query: LOCK_SEATS,
      variables: { input: inputOf(['D-13-1']) },
      extensions: { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` },
    });
    expect((await answers.next()).value).toMatchObject({ data: { lockSeats: { lock: { id: expect.any(String) } } } });
    await watcher.next();
    await spans.until(traceId, (found) => expectWhole(found, []));
    await socket.dispose();
  });

  it('has a trace for each of those whose locks share a statement', async () => {
    const watcher = await watchSeatMap(app.client(), app.demoShowId);
    const callers = await Promise.all(
      ['D-12-1', 'D-12-2', 'D-12-3', 'D-12-4'].map(async (seatId) => {
        const { token } = await app.guest();
        return { seatId, token, traceId: randomBytes(16).toString('hex') };
      }),
    );
    const answers = await Promise.all(
      callers.map(({ seatId, token, traceId }) =>
        fetch(new URL('/graphql', app.url), {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${token}`,
            traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
          },
          body: JSON.stringify({ query: LOCK_SEATS, variables: { input: inputOf([seatId]) } }),
        }).then((response) => response.json()),
      ),
    );
    for (const answer of answers) expect(answer).toMatchObject({ data: { lockSeats: { lock: {} } } });
    await watcher.untilVersion(watcher.version + 1);
    const sent = ['POST /graphql', 'mutation lockSeats', 'send seat-events', 'process seat-events', 'deliver'];
    for (const { traceId } of callers) {
      await spans.until(traceId, (found) => {
        const paths = chain(found);
        expect(contains(paths, sent), paths.join('\n')).toBe(true);
      });
    }
  });

  const inputOf = (seatIds: readonly string[]) => ({
    showId: app.demoShowId,
    seatIds,
    idempotencyKey: randomBytes(8).toString('hex'),
  });
}

function expectNoValues(trace: readonly RecordedSpan[], values: readonly string[]): void {
  const told = JSON.stringify(trace.map(({ name, attributes, events }) => ({ name, attributes, events })));
  for (const value of values) expect(told).not.toContain(value);
}
