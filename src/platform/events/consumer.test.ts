import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database, Querier } from '../postgres/database.ts';
import { cloudEventHeaders } from './cloud-events.ts';
import {
  type EventConsumerOptions,
  type EventHandler,
  type EventsHandler,
  inOneTransaction,
  startConsumer,
} from './consumer.ts';
import type { ConsumedRecord, ConsumeOptions, EventLog, EventRecord } from './event-log.ts';

interface LogLine {
  level: number;
  consumer?: string;
  msg: string;
  event?: string;
  attempts?: number;
}

/** As pino numbers them. */
const LEVELS: Record<number, string> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error' };

const outage = (): Error => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('a consumer', () => {
  let consumed: ConsumeOptions;
  let buried: EventRecord[];
  let lines: LogLine[];
  /** What was committed. */
  let processed: Set<string>;
  /** PostgreSQL's; null: it has recovered, and none has begun since. */
  let epoch: string | null;
  /** What is in the outbox. */
  let written: string[];
  /** Of the transaction at work. */
  let noted: string[];

  beforeEach(() => {
    buried = [];
    lines = [];
    processed = new Set();
    epoch = 'epoch001';
    written = [];
  });

  const log = {
    async consume(options: ConsumeOptions) {
      consumed = options;
      return { stop: async () => undefined };
    },
    async append(records: readonly EventRecord[]) {
      buried.push(...records);
    },
  } as unknown as EventLog;

  const querier = {
    async query(statement: string | { text: string }, values: readonly unknown[]) {
      if (typeof statement === 'string') return written.includes(values[0] as string) ? [{}] : [];
      const [consumer, ids] = values as [string, string[]];
      const isNew = ids.filter((id) => epoch !== null && !processed.has(`${consumer} ${id}`));
      noted.push(...isNew.map((id) => `${consumer} ${id}`));
      return [{ isNew, epoch }];
    },
  } as unknown as Querier;

  const database = {
    async transaction<T>(work: (tx: Querier) => Promise<T>): Promise<T> {
      noted = [];
      const result = await work(querier);
      for (const note of noted) processed.add(note);
      return result;
    },
  } as unknown as Database;

  const start = (handle: EventHandler | EventsHandler, options: Partial<EventConsumerOptions> = {}) =>
    startConsumer({
      log,
      database,
      logger: pino({ level: 'trace' }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
      name: 'mailer',
      groupId: 'mailers',
      topics: ['things'],
      handle,
      ...options,
    });

  function record(id: string, place: Partial<ConsumedRecord> = {}): ConsumedRecord {
    const headers = cloudEventHeaders({ id, type: 'thing.changed', source: '/test', time: new Date(0) });
    return { topic: 'things', key: 'k', value: '{"value":1}', headers, partition: 0, offset: 0n, ...place };
  }

  const said = (): string[] => lines.map(({ level, msg }) => `${LEVELS[level]}: ${msg}`);

  /** Hands the record out until it is taken; resolves with how often that was. */
  async function deliver(delivered: ConsumedRecord, times = 20): Promise<number> {
    for (let time = 1; time <= times; time += 1) {
      const isTaken = await consumed.handle(delivered).then(
        () => true,
        () => false,
      );
      if (isTaken) return time;
    }
    throw new Error(`not taken in ${times} times`);
  }

  it('reads its topics, with the prefix, from the beginning unless it is told otherwise', async () => {
    await start(async () => undefined);
    expect(consumed).toMatchObject({ groupId: 'mailers', topics: ['things'], from: 'beginning' });
    await start(async () => undefined, { topicPrefix: 'p_', topics: ['things', 'others'], from: 'latest' });
    expect(consumed).toMatchObject({ topics: ['p_things', 'p_others'], from: 'latest' });
  });

  it('knows an event topic by its name without the prefix', async () => {
    const topics: string[] = [];
    const handle: EventHandler = async ({ topic }) => void topics.push(topic);
    await start(handle);
    await consumed.handle(record('e1'));
    await start(handle, { topicPrefix: 'p_' });
    await consumed.handle(record('e2', { topic: 'p_things' }));
    expect(topics).toEqual(['things', 'things']);
  });

  it('skips what it has processed, and runs what follows the commit once', async () => {
    const done: string[] = [];
    await start(async ({ id }) => {
      done.push(id);
      return async () => {
        expect(processed).toContain(`mailer ${id}`);
        done.push(`after ${id}`);
      };
    });
    for (const id of ['e1', 'e1', 'e2', 'e1']) await consumed.handle(record(id));
    expect(done).toEqual(['e1', 'after e1', 'e2', 'after e2']);
    expect(said()).toEqual([]);
  });

  describe('that takes events together', () => {
    const takeTogether = (records: readonly ConsumedRecord[]) => consumed.together!.handle(records);

    it('is handed those that have not had their effect, each once, in one transaction', async () => {
      const done: string[][] = [];
      await start({ together: async (events) => void done.push(events.map(({ id }) => id)) });
      await consumed.handle(record('e1'));
      await takeTogether(['e2', 'e1', 'e3', 'e2'].map((id) => record(id)));
      await takeTogether(['e2', 'e3'].map((id) => record(id)));
      expect(done).toEqual([['e1'], ['e2', 'e3']]);
      expect([...processed]).toEqual(['mailer e1', 'mailer e2', 'mailer e3']);
    });

    it('has had no effect where one of them fails, and buries that one alone', async () => {
      const done: string[] = [];
      const handle: EventHandler = async ({ id }) => {
        if (id === 'bad') throw new Error('no');
        return async () => void done.push(id);
      };
      await start(inOneTransaction(handle));
      const records = ['e1', 'bad', 'e2'].map((id, at) => record(id, { offset: BigInt(at) }));
      await expect(takeTogether(records)).rejects.toThrow('no');
      expect([done, [...processed]]).toEqual([[], []]);
      for (const one of records) await deliver(one);
      expect(done).toEqual(['e1', 'e2']);
      expect(buried.map(({ headers }) => headers.ce_id)).toEqual(['bad']);
    });

    it('takes none of them where one is no event, or PostgreSQL has recovered', async () => {
      const done: string[] = [];
      await start(inOneTransaction(async ({ id }) => void done.push(id)));
      await expect(takeTogether([record('e1'), { ...record('e2'), value: 'no json' }])).rejects.toThrow();
      epoch = null;
      await expect(takeTogether([record('e1'), record('e2')])).rejects.toThrow('has recovered');
      expect(done).toEqual([]);
    });
  });

  it('hands out one by one to who takes no more', async () => {
    await start(async () => undefined);
    expect(consumed.together).toBeUndefined();
  });

  it('leaves aside what PostgreSQL has lost, and takes what it still has of an earlier epoch', async () => {
    const done: string[] = [];
    await start(async ({ id }) => void done.push(id));
    const ofEpoch = (id: string, epoch: string, time: Date) => ({
      ...record(id),
      headers: cloudEventHeaders({ id, type: 'thing.changed', source: '/test', time, epoch }),
    });
    written = ['kept'];
    for (const id of ['kept', 'lost']) await consumed.handle(ofEpoch(id, 'epoch000', new Date()));
    await consumed.handle(ofEpoch('present', 'epoch001', new Date()));
    // The outbox does not tell of it any more.
    await consumed.handle(ofEpoch('old', 'epoch000', new Date(Date.now() - 24 * 60 * 60 * 1_000)));
    expect(done).toEqual(['kept', 'present', 'old']);
    expect(said()).toEqual(['warn: the commit of this event was lost: left aside']);
  });

  it('waits while PostgreSQL has recovered and no epoch has begun', async () => {
    const done: string[] = [];
    await start(async ({ id }) => void done.push(id));
    epoch = null;
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await expect(consumed.handle(record('e1'))).rejects.toThrow('has recovered');
    }
    epoch = 'epoch001';
    await consumed.handle(record('e1'));
    expect([done, buried]).toEqual([['e1'], []]);
  });

  it('says when what follows the commit fails, and goes on', async () => {
    await start(async () => async () => {
      throw new Error('the cache is away');
    });
    await consumed.handle(record('e1'));
    expect(lines).toMatchObject([
      { level: 40, consumer: 'mailer', event: 'e1', msg: 'what follows the effect failed' },
    ]);
  });

  it.each([
    [undefined, 5],
    [2, 2],
  ])('with maxAttempts %s buries an event at failure %i', async (maxAttempts, attempts) => {
    await start(
      async () => {
        throw new TypeError('can not digest this');
      },
      maxAttempts === undefined ? {} : { maxAttempts },
    );
    expect(await deliver(record('e1', { offset: 7n, partition: 3 }))).toBe(attempts);
    expect(buried).toMatchObject([
      {
        topic: 'things.dlq',
        headers: { 'x-dlq-attempts': `${attempts}`, 'x-dlq-consumer': 'mailer', 'x-original-offset': '7' },
      },
    ]);
    expect(said()).toEqual([
      ...Array.from({ length: attempts - 1 }, () => 'warn: the event failed and is tried again'),
      'error: the event was put into things.dlq',
    ]);
    expect(processed).toEqual(new Set());
  });

  it('counts the attempts of each event, and of each partition, by themselves', async () => {
    await start(async () => {
      throw new Error('no');
    });
    const [one, other] = [record('e1'), record('e2', { partition: 1 })];
    // In turn: neither makes the other's count begin again.
    for (let attempt = 1; attempt < 5; attempt += 1) {
      await expect(consumed.handle(one)).rejects.toThrow('no');
      await expect(consumed.handle(other)).rejects.toThrow('no');
    }
    await consumed.handle(one);
    await consumed.handle(other);
    expect(buried).toHaveLength(2);
    // The next one of the partition has five of its own, and so has one of another topic.
    expect(await deliver(record('e3', { offset: 1n }))).toBe(5);
    await expect(consumed.handle(record('e4', { offset: 2n }))).rejects.toThrow('no');
    expect(await deliver(record('e5', { offset: 2n, topic: 'others' }))).toBe(5);
    expect(await deliver(record('e4', { offset: 2n }))).toBe(4);
  });

  it('begins to count anew for an event that was taken meanwhile and comes again', async () => {
    let failing = true;
    await start(async () => {
      if (failing) throw new Error('no');
    });
    for (let attempt = 1; attempt < 5; attempt += 1) {
      await expect(consumed.handle(record('e1'))).rejects.toThrow('no');
    }
    failing = false;
    await consumed.handle(record('e1'));
    failing = true;
    processed.clear();
    expect(await deliver(record('e1'))).toBe(5);
  });

  it('tries for ever while a server is away, which is told once, and that it is back', async () => {
    let away = true;
    await start(async () => {
      if (away) throw outage();
    });
    for (let attempt = 0; attempt < 10; attempt += 1) await expect(consumed.handle(record('e1'))).rejects.toThrow();
    away = false;
    await consumed.handle(record('e1'));
    await consumed.handle(record('e2', { offset: 1n }));
    away = true;
    await expect(consumed.handle(record('e3', { offset: 2n }))).rejects.toThrow();
    expect(buried).toEqual([]);
    expect(said()).toEqual([
      'warn: a server is away; the event waits',
      ...Array.from({ length: 9 }, () => 'debug: a server is away; the event waits'),
      'info: the server is back; events go on',
      'warn: a server is away; the event waits',
    ]);
    expect(lines[0]).toMatchObject({ event: 'e1', type: 'thing.changed', topic: 'things', partition: 0 });
  });

  it('comes to a record again when it can not even be put away', async () => {
    await start(async () => undefined, {
      log: {
        ...log,
        append: async () => {
          throw new Error('the log is away');
        },
      },
    });
    await expect(consumed.handle(record('e1', { value: 'no json' }))).rejects.toThrow('the log is away');
  });
});
