import { setTimeout as delay } from 'node:timers/promises';
import { createClient as createSocketClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { eventually } from '../basics/eventually.ts';
import { CallerFrom } from '../callers/caller-from.ts';
import { UpdateShow } from '../callers/operations.graphql.ts';
import { type AppMode, startTestApp, type TestApp } from '../product/app.ts';
import { mailOf, mailsOf } from '../product/mails.ts';
import { DEFAULT_LIMITS } from '../product/no-limits.ts';
import { organiseShow } from '../shows/organised-show.ts';

const TIMEOUT_MS = 300_000;
/** Who is told to try again does so. */
const LIKE_A_BUYER = { timeout: TIMEOUT_MS, interval: 500 };
const LIMITED = { __typename: 'LimitExceededError', code: 'LIMIT_EXCEEDED' };

/** Asks until it is had. */
async function insist(ask: () => ReturnType<CallerFrom['lock']>): ReturnType<CallerFrom['lock']> {
  return await vi.waitFor(async () => {
    const answer = await ask();
    if (!answer.__typename.endsWith('Success')) throw new Error(`${answer.__typename}: ${answer.message}`);
    return answer;
  }, LIKE_A_BUYER);
}

/** What one network address may do. With services two nodes share each limit, and callers go to both in turn. */
export function addressLimitsSuite(mode: AppMode): void {
  const opened: TestApp[] = [];
  afterAll(async () => {
    for (const app of opened.reverse()) await app[Symbol.asyncDispose]();
  });

  /** One node, or two of one installation. */
  async function open(env: Record<string, string>): Promise<TestApp[]> {
    const settings = { TRUSTED_PROXIES: '1', DEMO: 'false', ...env };
    const first = await startTestApp({ mode, env: settings });
    opened.push(first);
    if (mode === 'embedded') return [first];
    const second = await startTestApp({ mode, beside: first, env: settings });
    opened.push(second);
    return [first, second];
  }

  const seatsOf = (rows: number, seats: number) =>
    Array.from({ length: rows * seats }, (_, i) => `Z1-${Math.floor(i / seats) + 1}-${(i % seats) + 1}`);

  async function newGuest(app: TestApp, address: string): Promise<CallerFrom> {
    const guest = new CallerFrom(address);
    const { errors } = await guest.beginSession(app);
    if (errors) throw new Error(JSON.stringify(errors));
    return guest;
  }

  describe('by default', () => {
    let nodes: TestApp[];
    let showId: string;
    const seatIds = seatsOf(40, 25);
    const nodeOf = (i: number) => nodes[i % nodes.length]!;

    beforeAll(async () => {
      nodes = await open(DEFAULT_LIMITS);
      showId = await organiseShow(nodes[0]!, { title: 'Hoarders', rows: 40, seats: 25 });
    });

    it(
      'a script with a fresh session for each hold gets no more than the limit, and 200 buyers at one address buy',
      async () => {
        const hoarded = await Promise.all(
          Array.from({ length: 60 }, async (_, i) => {
            const guest = await newGuest(nodeOf(i), '192.0.2.66');
            return await guest.lock(nodeOf(i), showId, seatIds.slice(4 * i, 4 * i + 4));
          }),
        );
        const held = hoarded.filter(({ __typename }) => __typename === 'LockSeatsSuccess');
        expect(held).toHaveLength(50);
        for (const refused of hoarded.filter((answer) => !held.includes(answer))) {
          expect(refused).toMatchObject({ ...LIMITED, limit: 200 });
          expect(refused.limitRetryAfterSeconds).toBeGreaterThan(0);
          expect(refused.limitRetryAfterSeconds).toBeLessThanOrEqual(10);
        }

        const free = seatIds.slice(240);
        const bought = await Promise.all(
          Array.from({ length: 200 }, async (_, i) => {
            const node = nodeOf(i);
            const buyer = await newGuest(node, '198.51.100.7');
            // Some find the address's 200 seats held, and have theirs as soon as others have paid.
            const { lock } = await insist(() => buyer.lock(node, showId, free.slice(2 * i, 2 * i + 2)));
            const { booking } = await insist(() => buyer.book(node, lock.id, `buyer-${i}@example.org`, 'the same'));
            return await buyer.pay(node, booking.id);
          }),
        );
        expect(bought.filter(({ booking }) => booking?.status === 'CONFIRMED')).toHaveLength(200);
        // Nor has the hoarder got more meanwhile.
        const again = await newGuest(nodeOf(0), '192.0.2.66');
        expect(await again.lock(nodeOf(0), showId, seatIds.slice(-1))).toMatchObject({ ...LIMITED, limit: 200 });
      },
      TIMEOUT_MS,
    );
  });

  describe('with locks that run out quickly', () => {
    const HELD_SEATS = 8;
    const FREE_SEATS = 4;
    /** As long a wait shows that it grows. */
    const ENOUGH_S = 8;
    let nodes: TestApp[];
    let showId: string;
    const nodeOf = (i: number) => nodes[i % nodes.length]!;

    beforeAll(async () => {
      // The clock is scaled: a lock lasts two seconds, the first cool-down one.
      nodes = await open({
        ...DEFAULT_LIMITS,
        SEAT_LOCK_TTL_MS: '2000',
        HELD_SEATS_PER_ADDRESS: `${HELD_SEATS}`,
        EXPIRED_SEATS_PER_HOUR_PER_ADDRESS: `${FREE_SEATS}`,
        COOLDOWN_FIRST_MS: '1000',
        COOLDOWN_MAX_MS: '60000',
        GUEST_SESSIONS_PER_MINUTE_PER_ADDRESS: '0',
      });
      showId = await organiseShow(nodes[0]!, { title: 'Hoarded', rows: 10, seats: 10 });
    });

    it(
      'a script with a fresh session for each hold, anywhere in a /64, holds no more than the limit, and waits longer each time its holds run out',
      async () => {
        const app = nodes[0]!;
        const all = seatsOf(10, 10);
        const heldNow = async () => {
          const [row] = await app.database.query<{ count: number }>(
            "SELECT count(*)::int AS count FROM seat_states WHERE show_id = $1 AND state = 'LOCKED'",
            [showId],
          );
          return row!.count;
        };
        const waits_s: number[] = [];
        const attempt = async (i: number) => {
          const guest = await newGuest(nodeOf(i), `2001:db8:0:7::${i.toString(16)}`);
          // From the other end of the hall when it has come to this: whatever is free will do.
          const seat = all[(2 * i) % 80]!;
          const answer = await guest.lock(nodeOf(i), showId, [seat, all[((2 * i) % 80) + 1]!]);
          // What has run out here may not have been swept in PostgreSQL yet: that is not held any more.
          if (answer.__typename === 'LockSeatsSuccess') expect(await heldNow()).toBeLessThanOrEqual(2 * HELD_SEATS);
          const wait_s: number = answer.limitRetryAfterSeconds ?? 0;
          if (answer.limit === FREE_SEATS) {
            waits_s.push(wait_s);
            expect(answer.message).toContain('not paid in time');
          }
          if (wait_s < ENOUGH_S) await delay(1_000 * wait_s);
        };
        for (let i = 1; Math.max(0, ...waits_s) < ENOUGH_S; i += 1) await attempt(i);
        // Each time the price was as high at least as before.
        const paid_s = waits_s.filter((wait_s, i) => i === 0 || wait_s > Math.max(...waits_s.slice(0, i)));
        expect(paid_s.length).toBeGreaterThanOrEqual(2);
        const metrics = await Promise.all(nodes.map(async ({ url }) => (await fetch(new URL('/metrics', url))).text()));
        expect(metrics.join('\n')).toMatch(/seatwire_rate_limited_total\{limit="address_expired_seats"\} [1-9]/);
        // Somebody in another network is not concerned, and one with an account is not counted by network.
        const other = await newGuest(app, '2001:db8:0:8::1');
        expect(await other.lock(app, showId, all.slice(90, 92))).toMatchObject({ __typename: 'LockSeatsSuccess' });
      },
      TIMEOUT_MS,
    );

    it(
      'a caller who lets holds run out waits, and pays, and need not wait',
      async () => {
        const app = nodes[0]!;
        const guest = await newGuest(app, '192.0.2.70');
        const all = seatsOf(10, 10).slice(80, 90);
        const expired = async () => {
          const answer = await insist(() => guest.lock(app, showId, all.slice(0, 1)));
          await eventually(async () => {
            const rows = await app.database.query("SELECT FROM seat_locks WHERE id = $1 AND status = 'EXPIRED'", [
              answer.lock.id,
            ]);
            expect(rows).toHaveLength(1);
          });
        };
        await expired();
        await expired();
        const refused = await guest.lock(app, showId, all.slice(1, 2));
        // Unless the machine has taken longer than the second that it costs.
        if (refused.__typename !== 'LockSeatsSuccess') {
          expect(refused).toMatchObject({ ...LIMITED, limit: 1, limitRetryAfterSeconds: 1 });
        }
        const bought = await vi.waitFor(async () => {
          const { lock } = await insist(() => guest.lock(app, showId, all.slice(2, 3)));
          const { booking } = await guest.book(app, lock.id);
          return (await guest.pay(app, booking.id)).booking;
        }, LIKE_A_BUYER);
        expect(bought.status).toBe('CONFIRMED');
        await expired();
        await insist(() => guest.lock(app, showId, all.slice(4, 5)));
      },
      TIMEOUT_MS,
    );
  });

  describe('with small limits', () => {
    let nodes: TestApp[];
    let nextRow = 0;
    let showId: string;
    const nodeOf = (i: number) => nodes[i % nodes.length]!;

    beforeAll(async () => {
      nodes = await open({
        GUEST_SESSIONS_PER_MINUTE_PER_ADDRESS: '2',
        SEAT_HOLDS_PER_HOUR_PER_ADDRESS: '12',
        LOCK_CHANGES_PER_MINUTE_PER_ADDRESS: '2',
        UNPAID_BOOKINGS_PER_HOUR_PER_ADDRESS: '3',
        DECLINED_PAYMENTS_PER_HOUR_PER_ADDRESS: '3',
        UNPAID_MAILS_PER_HOUR_PER_RECIPIENT: '2',
      });
      showId = await organiseShow(nodes[0]!, { title: 'Limits', rows: 80, seats: 2 });
    });

    /** Two seats that no test has used. */
    const newSeats = () => {
      nextRow += 1;
      return [`Z1-${nextRow}-1`, `Z1-${nextRow}-2`];
    };

    async function booked(guest: CallerFrom, node: TestApp, email?: string) {
      const { lock } = await guest.lock(node, showId, newSeats().slice(1));
      return await guest.book(node, lock.id, email);
    }

    it('begins so many guest sessions for an address, then says when to try again', async () => {
      const begin = (i: number, address: string) => new CallerFrom(address).beginSession(nodeOf(i));
      const answers = await Promise.all(Array.from({ length: 15 }, (_, i) => begin(i, '192.0.2.1')));
      const refused = answers.filter(({ errors }) => errors);
      expect(answers.length - refused.length).toBe(10);
      for (const { status, retryAfter, data, errors } of refused) {
        expect({ status, data }).toEqual({ status: 429, data: null });
        const { code, retryAfterSeconds, ...more } = errors![0]!.extensions;
        expect(code).toBe('RATE_LIMITED');
        expect(retryAfterSeconds).toBeGreaterThan(20);
        expect(retryAfterSeconds).toBeLessThanOrEqual(30);
        expect(retryAfter).toBe(String(retryAfterSeconds));
        expect(more).toEqual({});
      }
      expect((await begin(0, '192.0.2.2')).errors).toBeUndefined();
      // Of IPv6, a /64 is one address.
      for (let i = 0; i < 10; i += 1) expect((await begin(i, `2001:db8::${i}`)).errors).toBeUndefined();
      expect((await begin(0, '2001:db8::ffff')).status).toBe(429);
      expect((await begin(0, '2001:db8:0:1::1')).status).toBe(200);
      const metrics = await Promise.all(nodes.map(async ({ url }) => (await fetch(new URL('/metrics', url))).text()));
      const counted = metrics.map(
        (text) => /seatwire_rate_limited_total\{limit="guest_sessions"\} (\d+)/.exec(text)?.[1],
      );
      expect(counted.reduce((sum, count) => sum + Number(count ?? 0), 0)).toBe(6);
    });

    it('counts what comes over a WebSocket from there as well', async () => {
      const { url } = nodes[0]!;
      const headers = { 'x-forwarded-for': '192.0.2.3' };
      class SocketFromThere extends WebSocket {
        constructor(address: string, protocols: string[]) {
          super(address, protocols, { headers });
        }
      }
      const socket = createSocketClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: SocketFromThere,
        retryAttempts: 0,
      });
      const errors: unknown[] = [];
      for (let i = 0; i < 12; i += 1) {
        const results = socket.iterate({ query: 'mutation { startGuestSession { token } }' });
        for await (const result of results) if (result.errors) errors.push(...result.errors);
      }
      await socket.dispose();
      expect(errors).toHaveLength(2);
      expect(errors[0]).toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
    });

    it('takes what was held and not paid for out of a budget, and gives back what was paid or given back', async () => {
      const address = '192.0.2.4';
      const buyers = await Promise.all(Array.from({ length: 9 }, (_, i) => newGuest(nodeOf(i), address)));
      const [keen, ...others] = buyers as [CallerFrom, ...CallerFrom[]];
      // Given back at once: costs next to nothing.
      for (let i = 0; i < 10; i += 1) {
        const { lock } = await keen.lock(nodeOf(i), showId, newSeats());
        expect(await keen.release(nodeOf(i), lock.id)).toMatchObject({ __typename: 'ReleaseLockSuccess' });
      }
      // Budget for six. The releases have cost a little of it, and on a slow machine as much has come back meanwhile.
      const answers = [];
      let seats = newSeats();
      for (const [i, buyer] of others.entries()) {
        seats = newSeats();
        answers.push(await buyer.lock(nodeOf(i), showId, seats));
        if (answers.at(-1).__typename !== 'LockSeatsSuccess') break;
      }
      const last = others[answers.length - 1]!;
      const refused = answers.pop();
      expect(answers.length).toBeGreaterThanOrEqual(5);
      expect(answers.length).toBeLessThanOrEqual(7);
      expect(refused).toMatchObject({ ...LIMITED, limit: 12 });
      expect(refused.limitRetryAfterSeconds).toBeGreaterThan(60);
      const { booking } = await others[0]!.book(nodeOf(1), answers[0].lock.id);
      expect((await others[0]!.pay(nodeOf(1), booking.id)).booking.status).toBe('CONFIRMED');
      expect(await last.lock(nodeOf(0), showId, seats)).toMatchObject({ __typename: 'LockSeatsSuccess' });
    });

    it(
      'changes locks so often, though all is given back: the outbox grows no further',
      async () => {
        const address = '192.0.2.9';
        const seats = newSeats();
        const [kept, moved] = seats as [string, string];
        const guest = await newGuest(nodeOf(0), address);
        // Twenty at once: nine times taken and released, taken once more, and then a seat is added and taken out in turn.
        for (let i = 0; i < 9; i += 1) {
          const { lock } = await guest.lock(nodeOf(i), showId, seats);
          await guest.release(nodeOf(i), lock.id);
        }
        const { lock } = await guest.lock(nodeOf(0), showId, [kept]);
        const update = (i: number) =>
          guest.update(nodeOf(i), lock.id, i % 2 === 0 ? { addSeatIds: [moved] } : { removeSeatIds: [moved] });
        let changes = 0;
        let refused = await update(0);
        for (; refused.__typename === 'UpdateLockSuccess'; refused = await update(changes)) changes += 1;
        expect(changes).toBeGreaterThanOrEqual(10);
        // One more comes back each half a minute.
        expect(changes).toBeLessThanOrEqual(14);
        expect(refused).toMatchObject({ ...LIMITED, limit: 20 });
        expect(refused.limitRetryAfterSeconds).toBeGreaterThan(0);
        expect(refused.limitRetryAfterSeconds).toBeLessThanOrEqual(30);
        const events = await nodes[0]!.database.query(
          `SELECT FROM outbox WHERE key = $1 AND payload::text LIKE ANY (ARRAY['%"' || $2 || '"%', '%"' || $3 || '"%'])`,
          [showId, kept, moved],
        );
        expect(events).toHaveLength(2 * 9 + 1 + changes);
        const other = await newGuest(nodeOf(1), '192.0.2.90');
        expect(await other.lock(nodeOf(1), showId, newSeats())).toMatchObject({ __typename: 'LockSeatsSuccess' });
        // What is held can always be given back.
        expect(await guest.release(nodeOf(1), lock.id)).toMatchObject({ __typename: 'ReleaseLockSuccess' });
        const metrics = await Promise.all(nodes.map(async ({ url }) => (await fetch(new URL('/metrics', url))).text()));
        expect(metrics.join('\n')).toMatch(/seatwire_rate_limited_total\{limit="lock_changes"\} [1-9]/);
      },
      TIMEOUT_MS,
    );

    it.each(['STRICT', 'LENIENT'] as const)(
      'is refused seats for what they leave under %s no more often than it may take some',
      async (orphanRule) => {
        const app = nodes[0]!;
        const ruled = await organiseShow(app, { title: orphanRule, rows: 1, seats: 4 });
        const { updateShow } = await app.organiser.data(UpdateShow, {
          input: { showId: ruled, seatRules: { orphanRule } },
        });
        expect(updateShow.__typename).toBe('UpdateShowSuccess');
        const address = orphanRule === 'STRICT' ? '192.0.2.92' : '192.0.2.93';
        const guest = await newGuest(app, address);
        const lock = () => guest.lock(app, ruled, ['Z1-1-2']);
        let refusals = 0;
        let last = await lock();
        for (; last.__typename === 'OrphanSeatsError'; last = await lock()) refusals += 1;
        // One more comes back each half a minute.
        expect(refusals).toBeGreaterThanOrEqual(20);
        expect(refusals).toBeLessThanOrEqual(24);
        expect(last).toMatchObject({ ...LIMITED, limit: 20 });
        expect(last.limitRetryAfterSeconds).toBeGreaterThan(0);
        expect(last.limitRetryAfterSeconds).toBeLessThanOrEqual(30);
        // Nor may those seats be taken now that leave none, and others may take them.
        expect(await guest.lock(app, ruled, ['Z1-1-1', 'Z1-1-2'])).toMatchObject(LIMITED);
        const other = await newGuest(app, '192.0.2.94');
        expect(await other.lock(app, ruled, ['Z1-1-1', 'Z1-1-2'])).toMatchObject({ __typename: 'LockSeatsSuccess' });
      },
      TIMEOUT_MS,
    );

    it(
      'looks for the best seats in vain no more often than it may take some',
      async () => {
        const app = nodes[0]!;
        const small = await organiseShow(app, { title: 'Small', rows: 1, seats: 4 });
        const guest = await newGuest(app, '192.0.2.95');
        let misses = 0;
        let last = await guest.lockBest(app, small, 5);
        for (; last.__typename === 'NotEnoughSeatsError'; last = await guest.lockBest(app, small, 5)) misses += 1;
        // One more comes back each half a minute.
        expect(misses).toBeGreaterThanOrEqual(20);
        expect(misses).toBeLessThanOrEqual(24);
        expect(last).toMatchObject({ ...LIMITED, limit: 20 });
        expect(last.limitRetryAfterSeconds).toBeGreaterThan(0);
        expect(last.limitRetryAfterSeconds).toBeLessThanOrEqual(30);
        const other = await newGuest(app, '192.0.2.96');
        expect(await other.lockBest(app, small, 4)).toMatchObject({ __typename: 'LockBestAvailableSuccess' });
      },
      TIMEOUT_MS,
    );

    it('may look for the best seats again as often as it is told to wait', async () => {
      const app = nodes[0]!;
      const wide = await organiseShow(app, { title: 'Wide', rows: 10, seats: 4 });
      const guest = await newGuest(app, '192.0.2.97');
      expect(await guest.lockBest(app, wide, 12)).toMatchObject({ __typename: 'LockBestAvailableSuccess' });
      for (let i = 0; i < 25; i += 1) {
        expect(await guest.lockBest(app, wide, 1)).toMatchObject({ ...LIMITED, limit: 12 });
      }
    });

    it('makes so many bookings that are not paid, and takes the same key again after one was', async () => {
      const guest = await newGuest(nodeOf(0), '192.0.2.5');
      const made = [];
      for (let i = 0; i < 3; i += 1) made.push(await booked(guest, nodeOf(i)));
      const { lock } = await guest.lock(nodeOf(0), showId, newSeats().slice(1));
      const refused = await guest.book(nodeOf(0), lock.id, 'ada@example.org', 'the same');
      expect(refused).toMatchObject({ ...LIMITED, limit: 3 });
      expect(refused.limitRetryAfterSeconds).toBeGreaterThan(60);
      const stranger = await newGuest(nodeOf(1), '192.0.2.6');
      expect(await booked(stranger, nodeOf(1))).toMatchObject({ __typename: 'CreateBookingSuccess' });
      await guest.pay(nodeOf(1), made[0].booking.id);
      const done = await guest.book(nodeOf(1), lock.id, 'ada@example.org', 'the same');
      expect(done).toMatchObject({ __typename: 'CreateBookingSuccess' });
      // What was paid and is cancelled counts after all.
      await guest.pay(nodeOf(0), made[1].booking.id);
      await guest.cancel(nodeOf(0), made[1].booking.id);
      expect(await booked(guest, nodeOf(0))).toMatchObject(LIMITED);
    });

    it('lets an address try so many cards that are declined, over all its bookings', async () => {
      const address = '192.0.2.7';
      const guests = await Promise.all([newGuest(nodeOf(0), address), newGuest(nodeOf(1), address)]);
      const bookings = [];
      for (const [i, guest] of guests.entries()) bookings.push((await booked(guest, nodeOf(i))).booking);
      const declined = { __typename: 'PaymentDeclinedError' };
      for (const i of [0, 1, 0]) {
        expect(await guests[i]!.pay(nodeOf(i), bookings[i].id, 'tok_declined')).toMatchObject(declined);
      }
      expect(await guests[1]!.pay(nodeOf(1), bookings[1].id, 'tok_ok')).toMatchObject({ ...LIMITED, limit: 3 });
      const other = await newGuest(nodeOf(0), '192.0.2.8');
      const { booking } = await booked(other, nodeOf(0));
      expect(await other.pay(nodeOf(0), booking.id, 'tok_declined')).toMatchObject(declined);
      expect((await other.pay(nodeOf(0), booking.id)).booking.status).toBe('CONFIRMED');
    });

    it('sends a stranger no more than a few mails about orders that nobody pays, and every ticket', async () => {
      const app = nodes[0]!;
      const bookings: { guest: CallerFrom; booking: { id: string; reference: string } }[] = [];
      for (let i = 0; i < 5; i += 1) {
        const guest = await newGuest(nodeOf(i), `203.0.113.${i}`);
        const { booking } = await booked(guest, nodeOf(i), `stranger+${i}@example.org`);
        bookings.push({ guest, booking });
      }
      for (const [i, { guest, booking }] of bookings.entries()) {
        expect((await guest.pay(nodeOf(i), booking.id)).booking.status).toBe('CONFIRMED');
      }
      // A booking's events come in order: with its ticket, its order has been seen to.
      for (const { booking } of bookings) await mailOf(app.dataDir, 'ticket', booking.reference);
      const queued = await app.database.query(
        `SELECT id FROM notifications WHERE kind = 'order' AND recipient LIKE 'stranger+%'`,
      );
      expect(queued).toHaveLength(2);
      await eventually(async () => {
        const mails = await Promise.all(
          bookings.map(({ booking }) => mailsOf(app.dataDir, 'order', booking.reference)),
        );
        expect(mails.flat()).toHaveLength(2);
      });
      // Of one that was paid, the end is told as well.
      const [{ guest, booking }] = bookings as [(typeof bookings)[0]];
      await guest.cancel(nodeOf(0), booking.id);
      await mailOf(app.dataDir, 'cancellation', booking.reference);
    });

    it('does not count organisers', async () => {
      for (let i = 0; i < 8; i += 1) {
        const input = { showId, seatIds: newSeats() };
        const query = `mutation ($input: LockSeatsInput!) { lockSeats(input: $input) { __typename } }`;
        const answer = await nodeOf(i).organiser.data<{ lockSeats: object }, object>(query, { input });
        expect(answer.lockSeats).toEqual({ __typename: 'LockSeatsSuccess' });
      }
    });
  });
}
