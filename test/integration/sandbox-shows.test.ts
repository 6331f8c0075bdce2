import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../kit/basics/eventually.ts';
import type { TestClient } from '../kit/callers/client.ts';
import { OpenMap } from '../kit/callers/open-map.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { createCodeOver } from '../kit/shows/show-code.ts';

interface Outcome {
  __typename: string;
  code?: string;
  message?: string;
  issues?: { path: string }[];
  show?: { id: string; showStatus: string; startsAt: string };
  shows?: { id: string; showStatus: string; startsAt: string }[];
  lock?: { id: string; lockStatus: string; remainingSeconds: number; expiresAt: string };
  booking?: { id: string; bookingStatus: string };
  showIds?: string[];
}

const SHOW = 'id showStatus startsAt';
const LOCK = 'id lockStatus remainingSeconds expiresAt';

/** Each success with what it holds. */
const FIELDS: Record<string, string> = {
  sandboxCreateShow: `show { ${SHOW} }`,
  sandboxExpireLock: `lock { ${LOCK} }`,
  sandboxAdvanceClock: `shows { ${SHOW} }`,
  sandboxSetPayments: `show { ${SHOW} }`,
  sandboxReset: 'showIds',
  lockSeats: `lock { ${LOCK} }`,
  createBooking: 'booking { id bookingStatus }',
  payBooking: 'booking { id bookingStatus }',
};

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ sandbox: true });
});
afterAll(() => app[Symbol.asyncDispose]());
afterEach(() => run(app.client(), 'sandboxReset', {}));

async function run(client: TestClient, name: string, input: object): Promise<Outcome> {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  const data = await client.data<Record<string, Outcome>, object>(
    `mutation ($input: ${type}Input!) { ${name}(input: $input) {
      __typename ... on ${type}Success { ${FIELDS[name]} } ... on Error { code message } ... on InvalidInputError { issues { path } }
    } }`,
    { input },
  );
  return data[name]!;
}

async function newShow(input: object = {}): Promise<string> {
  const { show, ...refused } = await run(app.client(), 'sandboxCreateShow', input);
  if (!show) throw new Error(JSON.stringify(refused));
  return show.id;
}

async function statesOf(showId: string): Promise<Record<string, string>> {
  const query = 'query ($id: ID!) { show(id: $id) { seatMap { unavailable { seatId state } } } }';
  interface Answer {
    show: { seatMap: { unavailable: { seatId: string; state: string }[] } };
  }
  const { show } = await app.client().data<Answer, object>(query, { id: showId });
  return Object.fromEntries(show.seatMap.unavailable.map(({ seatId, state }) => [seatId, state]));
}

/** What of the show is in any table that names it, but for what stays on purpose. */
async function tracesOf(ids: readonly string[]): Promise<string[]> {
  const columns = await app.database.query<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type = 'text' AND table_name NOT IN ('outbox', 'sandbox_shows', 'secrets')`,
  );
  const traces: string[] = [];
  for (const { table, column } of columns) {
    const found = await app.database.query(`SELECT 1 FROM "${table}" WHERE "${column}" = ANY ($1::text[]) LIMIT 1`, [
      ids,
    ]);
    if (found.length > 0) traces.push(`${table}.${column}`);
  }
  return traces;
}

describe('sandboxCreateShow', () => {
  it('makes a show that is on sale, with seats as asked for, and ids that follow from its key', async () => {
    const states = [
      { seatId: 'A-1', state: 'BOOKED' },
      { seatId: 'A-2', state: 'LOCKED' },
      { seatId: 'B-5', state: 'BLOCKED' },
    ];
    const id = await newShow({ key: 'checkout', seats: 25, prices: [5_000, 2_000], states });
    expect(id).toBe('show_1ffvyz0ebtgn5retbz1mj0rckz');
    expect(await statesOf(id)).toEqual({ 'A-1': 'BOOKED', 'A-2': 'LOCKED', 'B-5': 'BLOCKED' });
    const { show } = await app
      .client()
      .data<{ show: object }, object>(
        'query ($id: ID!) { show(id: $id) { plan { seatCount } priceTiers { price { amount } } } }',
        { id },
      );
    expect(show).toEqual({
      plan: { seatCount: 25 },
      priceTiers: [{ price: { amount: 5_000 } }, { price: { amount: 2_000 } }],
    });
  });

  it('numbers shows without a key, and refuses a key that is there, and seats that are not', async () => {
    const [first, second] = await Promise.all([newShow(), newShow()]);
    expect(first).not.toBe(second);
    expect(await run(app.client(), 'sandboxCreateShow', { key: '2' })).toMatchObject({
      issues: [{ path: 'input.key' }],
    });
    const states = [{ seatId: 'Z-1', state: 'BLOCKED' }];
    expect(await run(app.client(), 'sandboxCreateShow', { states })).toMatchObject({
      issues: [{ path: 'input.states.0.seatId' }],
    });
    await run(app.client(), 'sandboxReset', {});
    // Of the two that were made at once either may have come first.
    expect([first, second]).toContain(await newShow());
  });

  it.each([
    [{ salesStartInSeconds: 31_622_400, startsInSeconds: 1 }, 'input.salesStartInSeconds'],
    [{ salesStartInSeconds: 100, salesEndInSeconds: 50 }, 'input.salesEndInSeconds'],
    [{ currency: 'XX1' }, 'input.currency'],
    [{ title: ' ' }, 'input.title'],
  ])('makes nothing of what is refused: %j', async (input, path) => {
    const refused = await run(app.client(), 'sandboxCreateShow', { key: 'odd', ...input });
    expect(refused).toMatchObject({ issues: [{ path }] });
    expect(await run(app.client(), 'sandboxCreateShow', { key: 'odd' })).toMatchObject({ show: expect.anything() });
  });
});

describe('sandboxAdvanceClock', () => {
  it('brings the end of a lock nearer, tells it, and ends the lock when its time is over', async () => {
    const showId = await newShow();
    const buyer = await app.guest();
    const map = await OpenMap.open(app.client(), showId);
    const { lock } = await run(buyer, 'lockSeats', { showId, seatIds: ['A-1'] });
    const followed = buyer.subscribe<{ seatLock: NonNullable<Outcome['lock']> }, object>(
      `subscription ($id: ID!) { seatLock(id: $id) { ${LOCK} } }`,
      { id: lock!.id },
    );
    expect((await followed.next()).seatLock).toMatchObject({ lockStatus: 'ACTIVE', remainingSeconds: 300 });
    await run(app.client(), 'sandboxAdvanceClock', { showId, seconds: 240 });
    // What it was told before may come once more.
    const seatLock = await eventually(async () => {
      const { seatLock: told } = await followed.next();
      expect(told.expiresAt).not.toBe(lock!.expiresAt);
      return told;
    });
    expect(seatLock.lockStatus).toBe('ACTIVE');
    expect(seatLock.remainingSeconds).toBeLessThanOrEqual(60);
    expect(Date.parse(lock!.expiresAt) - Date.parse(seatLock.expiresAt)).toBe(240_000);
    await run(app.client(), 'sandboxAdvanceClock', { seconds: 61 });
    // First its deadline comes, then its end.
    await eventually(async () => expect((await followed.next()).seatLock.lockStatus).toBe('EXPIRED'));
    expect(await statesOf(showId)).toEqual({});
    await map.until(({ unavailable }) => unavailable.size === 0);
    expect(await run(await app.guest(), 'lockSeats', { showId, seatIds: ['A-1'] })).toMatchObject({ lock: {} });
  });

  it('starts and ends sales, and begins the show', async () => {
    const showId = await newShow({ salesStartInSeconds: 3_600, salesEndInSeconds: 7_200, startsInSeconds: 9_000 });
    const buyer = await app.guest();
    const lock = () => run(buyer, 'lockSeats', { showId, seatIds: ['A-1'] });
    expect(await lock()).toMatchObject({ code: 'SHOW_NOT_ON_SALE' });
    await run(app.client(), 'sandboxAdvanceClock', { showId, seconds: 3_601 });
    expect(await lock()).toMatchObject({ lock: { lockStatus: 'ACTIVE' } });
    await run(app.client(), 'sandboxAdvanceClock', { showId, seconds: 3_600 });
    expect(await lock()).toMatchObject({ code: 'SHOW_NOT_ON_SALE' });
    await run(app.client(), 'sandboxAdvanceClock', { showId, seconds: 1_800 });
    const told = await app.database.query<{ type: string }>(
      "SELECT type FROM outbox WHERE topic = 'show-events' AND key = $1 ORDER BY id",
      [showId],
    );
    const moments = told.map(({ type }) => type).filter((type) => /sales|begun/.test(type));
    expect(moments).toEqual(['show.sales_started', 'show.sales_ended', 'show.begun']);
  });

  it('lets an unpaid booking expire, and moves no other show', async () => {
    const [showId, other] = [await newShow(), await newShow()];
    const buyer = await app.guest();
    const { lock } = await run(buyer, 'lockSeats', { showId, seatIds: ['A-1', 'A-2'] });
    const { lock: kept } = await run(buyer, 'lockSeats', { showId: other, seatIds: ['A-1'] });
    const customer = { name: 'Ada', email: 'ada@shop.example' };
    const { booking } = await run(buyer, 'createBooking', { lockId: lock!.id, customer });
    const followed = buyer.subscribe<{ booking: NonNullable<Outcome['booking']> }, object>(
      'subscription ($id: ID!) { booking(id: $id) { id bookingStatus } }',
      { id: booking!.id },
    );
    expect((await followed.next()).booking.bookingStatus).toBe('PENDING_PAYMENT');
    await run(app.client(), 'sandboxAdvanceClock', { showId, seconds: 301 });
    await eventually(async () => expect((await followed.next()).booking.bookingStatus).toBe('EXPIRED'));
    await eventually(async () => expect(await statesOf(showId)).toEqual({}));
    expect(await statesOf(other)).toEqual({ 'A-1': 'LOCKED' });
    expect(await run(buyer, 'sandboxExpireLock', { lockId: kept!.id })).toMatchObject({
      lock: { lockStatus: 'EXPIRED' },
    });
    expect(await run(buyer, 'sandboxExpireLock', { lockId: kept!.id })).toMatchObject({ code: 'LOCK_NOT_ACTIVE' });
  });
});

describe('sandboxSetPayments', () => {
  it('has the next payments answered as told, then by their tokens', async () => {
    const showId = await newShow();
    const buyer = await app.guest();
    await run(app.client(), 'sandboxSetPayments', { showId, answers: ['DECLINED', 'INSUFFICIENT_FUNDS'] });
    const { lock } = await run(buyer, 'lockSeats', { showId, seatIds: ['A-1'] });
    const customer = { name: 'Ada', email: 'ada@shop.example' };
    const { booking } = await run(buyer, 'createBooking', { lockId: lock!.id, customer });
    const pay = () => run(buyer, 'payBooking', { bookingId: booking!.id, paymentToken: 'tok_ok' });
    expect(await pay()).toMatchObject({ code: 'PAYMENT_DECLINED' });
    expect(await pay()).toMatchObject({ code: 'PAYMENT_DECLINED' });
    expect(await pay()).toMatchObject({ booking: { bookingStatus: 'CONFIRMED' } });
  });
});

describe('sandboxReset', () => {
  it('removes what the sandbox made and nothing else, beside people who follow it, and lets them go on with the next', async () => {
    const states = [
      { seatId: 'A-1', state: 'BOOKED' },
      { seatId: 'A-2', state: 'BLOCKED' },
    ];
    const id = await newShow({ key: 'reset', states });
    const buyer = await app.guest();
    const { lock } = await run(buyer, 'lockSeats', { showId: id, seatIds: ['A-3'], idempotencyKey: 'first' });
    const kept = await run(buyer, 'lockSeats', { showId: app.demoShowId, seatIds: ['D-13-1'] });
    const { lock: toPay } = await run(buyer, 'lockSeats', { showId: id, seatIds: ['A-4'] });
    const customer = { name: 'Ada', email: 'ada@shop.example' };
    const { booking } = await run(buyer, 'createBooking', { lockId: toPay!.id, customer });
    await run(buyer, 'payBooking', { bookingId: booking!.id, paymentToken: 'tok_ok' });
    const map = await OpenMap.open(app.client(), id);
    const followed = buyer.subscribe(`subscription ($id: ID!) { seatLock(id: $id) { ${LOCK} } }`, { id: lock!.id });
    await followed.next();
    const { version } = map.mirror;

    expect(await run(app.client(), 'sandboxReset', {})).toMatchObject({ showIds: [id] });
    expect(await tracesOf([id, lock!.id, booking!.id, toPay!.id])).toEqual([]);
    await eventually(async () => {
      await expect(map.changed(map.changes)).rejects.toThrow(/begins anew|not found/i);
    });
    expect(map.mirror.unavailable.size).toBe(0);
    expect(await app.client().data('query ($id: ID!) { show(id: $id) { id } }', { id })).toEqual({ show: null });
    expect(await run(buyer, 'lockSeats', { showId: id, seatIds: ['A-1'] })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await statesOf(app.demoShowId)).toMatchObject({ 'D-13-1': 'LOCKED' });
    expect(kept).toMatchObject({ lock: { lockStatus: 'ACTIVE' } });

    // The same id again: whoever has the former map goes on from there.
    expect(await newShow({ key: 'reset', states: [{ seatId: 'A-5', state: 'LOCKED' }] })).toBe(id);
    const after = await OpenMap.open(app.client(), id);
    expect(after.mirror.version).toBeGreaterThan(version);
    expect([...after.mirror.unavailable.keys()]).toEqual(['A-5']);
    expect(await run(buyer, 'lockSeats', { showId: id, seatIds: ['A-3'], idempotencyKey: 'first' })).toMatchObject({
      lock: { lockStatus: 'ACTIVE' },
    });
    await after.until(({ unavailable }) => unavailable.get('A-3') === 'LOCKED');
  });

  it('lets codes of the next show be made with the keys of those that are gone', async () => {
    const makeAndReset = async () => {
      const showId = (await run(app.organiser, 'sandboxCreateShow', { key: 'coded' })).show!.id;
      const code = { showId, code: 'SUMMER', discount: { percent: 20 }, idempotencyKey: 'the code' };
      const codeId = await createCodeOver(app.organiser, code);
      await run(app.client(), 'sandboxReset', { showId });
      return codeId;
    };
    expect(await makeAndReset()).not.toBe(await makeAndReset());
  });

  it('may come while the clock is advanced, payments are set and shows are made', async () => {
    for (let round = 1; round <= 5; round += 1) {
      const showId = await newShow({ key: `round ${round}`, seats: 40 });
      const answers = await Promise.all([
        run(app.client(), 'sandboxReset', {}),
        ...[1, 2, 3].map((seconds) => run(app.client(), 'sandboxAdvanceClock', { seconds })),
        run(app.client(), 'sandboxAdvanceClock', { seconds: 1, showId }),
        run(app.client(), 'sandboxSetPayments', { showId, answers: ['DECLINED'] }),
        run(app.client(), 'sandboxCreateShow', { key: `beside ${round}` }),
      ]);
      // Each is an answer: none an internal error.
      for (const { __typename } of answers)
        expect(__typename).toMatch(/^(Sandbox\w+Success|NotFoundError|InvalidInputError)$/);
      await run(app.client(), 'sandboxReset', {});
    }
  });

  it('leaves nothing behind, and nobody without an answer, while many buy', async () => {
    const id = await newShow({ seats: 200 });
    const buyers = await Promise.all(Array.from({ length: 8 }, () => app.guest()));
    const codes = new Set<string | undefined>();
    let isOver = false;
    const buy = async (buyer: TestClient, index: number) => {
      for (let seat = 1; !isOver && seat <= 20; seat += 1) {
        const seatIds = [`${'ABCDEFGH'[index]}-${seat}`];
        const { lock, code } = await run(buyer, 'lockSeats', { showId: id, seatIds });
        codes.add(code);
        if (!lock || seat % 4 === 0) continue;
        const customer = { name: 'Ada', email: 'ada@shop.example' };
        const { booking, ...refused } = await run(buyer, 'createBooking', { lockId: lock.id, customer });
        codes.add(refused.code);
        if (!booking || seat % 3 === 0) continue;
        codes.add((await run(buyer, 'payBooking', { bookingId: booking.id, paymentToken: 'tok_ok' })).code);
      }
    };
    const buying = Promise.all(buyers.map(buy));
    await eventually(async () => expect(Object.values(await statesOf(id))).toContain('BOOKED'));
    expect(await run(app.client(), 'sandboxReset', { showId: id })).toMatchObject({ showIds: [id] });
    isOver = true;
    await buying;
    expect(await tracesOf([id])).toEqual([]);
    const orphans = await app.database.query(
      'SELECT 1 FROM sandbox_charges WHERE NOT EXISTS (SELECT FROM payments WHERE id = payment_id)',
    );
    expect(orphans).toEqual([]);
    const expected = ['SHOW_NOT_ON_SALE', 'NOT_FOUND', 'LOCK_NOT_ACTIVE', 'BOOKING_NOT_PAYABLE', 'LIMIT_EXCEEDED'];
    expect([...codes].filter((code) => code !== undefined && !expected.includes(code))).toEqual([]);
  });
});
