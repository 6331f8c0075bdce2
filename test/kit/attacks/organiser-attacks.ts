import { randomUUID } from 'node:crypto';
import { type Attack, again } from './attack.ts';
import type { Attacker } from './attacker.ts';

/** What a document may have at its root. */
const MOST = 20;
const WORKERS = 8;
const BOOK = `mutation ($input: CreateBookingInput!) { createBooking(input: $input) {
  __typename ... on CreateBookingSuccess { booking { id } } } }`;
const PAY = 'mutation ($input: PayBookingInput!) { payBooking(input: $input) { __typename } }';
const REFUSAL = '... on OrphanSeatsError { orphans { id state } alternatives { seatIds } }';
/** The rows before are for others. */
const BLOCKED_FROM_ROW = 160;
/** Of a plan: two bytes each. */
const BROKEN_SEATS = 3_000_000;
/** As many entries as any list may have. */
const LONGEST_LIST = 1_000_000;

function more({ target }: Attacker) {
  if (!target.more) throw new Error('This attack needs what an organiser has made.');
  return target.more;
}

const aliases = (fieldOf: (index: number) => string) =>
  Array.from({ length: MOST }, (_, index) => `a${index}: ${fieldOf(index)}`).join(' ');

const choose = (showId: string, seatIds: readonly (string | undefined)[]) =>
  `lockSeats(input: { showId: "${showId}", seatIds: ${JSON.stringify(seatIds)} })`;

async function lockOf(attacker: Attacker, token: string, showId: string, seatIds: readonly string[]) {
  const answer = await attacker.ask(
    `mutation { ${choose(showId, seatIds)} { ... on LockSeatsSuccess { lock { id } } } }`,
    {},
    token,
  );
  return /lock_[0-9a-z]+/.exec(answer)?.[0] ?? null;
}

/** In a big hall, in a show whose rule refuses what leaves single seats, and as an organiser. */
export const ORGANISER_ATTACKS: Attack[] = [
  {
    name: 'choices that leave single seats',
    about:
      '20 aliases of lockSeats and of updateLock each, all refused by the show’s rule, with what is left and alternatives',
    async run(attacker, until) {
      const { showId, rows } = more(attacker).strict;
      const owners = await Promise.all(
        rows.slice(0, WORKERS).map(async ([first, second]) => {
          const token = await attacker.guest();
          return { token, lockId: await lockOf(attacker, token, showId, [first!, second!]) };
        }),
      );
      await again(until, WORKERS, (turn) => {
        const { token, lockId } = owners[turn % WORKERS]!;
        const mutation =
          turn % 2 === 0
            ? aliases(
                (index) =>
                  `${choose(showId, [rows[(WORKERS + turn * MOST + index) % rows.length]![1]])} { ${REFUSAL} }`,
              )
            : aliases((index) => {
                const seatId = rows[(turn + index) % rows.length]![1 + (index % 3)];
                return `updateLock(input: { lockId: "${lockId}", addSeatIds: ["${seatId}"] }) { ${REFUSAL} }`;
              });
        return attacker.ask(`mutation { ${mutation} }`, {}, token);
      });
    },
  },
  {
    name: 'whole maps of a big hall',
    about: '20,000 seats in one answer, each time by other names',
    run: (attacker, until) =>
      again(until, WORKERS, (turn) =>
        attacker.ask(
          `{ show(id: "${more(attacker).strict.showId}") { seatMap { seats { id row x y s${turn}: state price { amount } } } } }`,
        ),
      ),
  },
  {
    name: 'requests with one key',
    about: 'a payment that takes seconds, asked for 200 times at once with its idempotency key, by eight guests',
    run: (attacker, until) =>
      again(until, WORKERS, async (turn) => {
        const { showId, rows } = more(attacker).strict;
        const token = await attacker.guest();
        const row = rows[rows.length - 1 - ((turn * 2) % 40)]!;
        const lockId = await lockOf(attacker, token, showId, row.slice(0, 2));
        if (!lockId) return;
        const customer = { name: 'Nobody', email: 'nobody@example.org' };
        const booked = await attacker.ask(BOOK, { input: { lockId, customer } }, token);
        const bookingId = /booking_[0-9a-z]+/.exec(booked)?.[0];
        const input = { bookingId, paymentToken: 'tok_timeout', idempotencyKey: randomUUID() };
        const asked = Array.from({ length: 200 }, () => attacker.ask(PAY, { input }, token));
        await Promise.allSettled(asked);
      }),
  },
  {
    name: 'long conflicts',
    about: 'an organiser’s 12,000 blocked seats, blocked again and told of under three names',
    async run(attacker, until) {
      const { showId, rows } = more(attacker).strict;
      const input = { showId, seatIds: rows.slice(BLOCKED_FROM_ROW).flat() };
      const told = ['a', 'b', 'c'].map((name) => `${name}: conflicts { seatId reason }`).join(' ');
      const mutation = `mutation ($input: BlockSeatsInput!) { blockSeats(input: $input) { ... on SeatsUnavailableError { ${told} alternatives { seatIds } } } }`;
      await again(until, 4, () => attacker.ask(mutation, { input }, more(attacker).organiserToken));
    },
  },
  {
    name: 'broken plans',
    about: 'an organiser’s plans of 6 MB with three million seats that are none, in rows as long as a list may be',
    run: (attacker, until) => importPlans(attacker, until, BROKEN_SEATS / LONGEST_LIST),
  },
  {
    name: 'plans with an endless row',
    refusedBy: /more than 1000000 entries/,
    about: 'the same with all seats in a single row',
    run: (attacker, until) => importPlans(attacker, until, 1),
  },
];

function importPlans(attacker: Attacker, until: AbortSignal, rowCount: number): Promise<void> {
  const row = `{"row_number":"1","seats":[0${',0'.repeat(BROKEN_SEATS / rowCount - 1)}]}`;
  const zone = `{"name":"Zone","rows":[${Array.from({ length: rowCount }, () => row).join(',')}]}`;
  const venue = '{"name":"A","city":"C","timezone":"Europe/Lisbon"}';
  const query = 'mutation ($input: ImportSeatingPlanInput!) { importSeatingPlan(input: $input) { __typename } }';
  const plan = `{"name":"Broken","categories":[],"zones":[${zone}]}`;
  const body = `{"query":"${query}","variables":{"input":{"venue":${venue},"plan":${plan}}}}`;
  return again(until, 4, () => attacker.post('/graphql', body, more(attacker).organiserToken));
}
