import { randomUUID } from 'node:crypto';
import { type Attack, again } from './attack.ts';

const LOCK = 'mutation ($input: LockSeatsInput!) { lockSeats(input: $input) { __typename } }';
const UPDATE = 'mutation ($input: UpdateLockInput!) { updateLock(input: $input) { __typename } }';
const LONG = 'x'.repeat(900_000);

/** Arguments and variables: long lists, long texts, deep values, characters that a database does not take. */
export const INPUT_ATTACKS: Attack[] = [
  {
    name: 'long lists',
    about: '30,000 enum values, 100,000 zones and as many seats',
    run: (attacker, until) =>
      again(until, 4, (turn) => {
        const { showId } = attacker.target;
        const status = Array.from({ length: 30_000 + turn }, () => 'ON_SALE');
        const zones = Array.from({ length: 100_000 }, (_, index) => `${index}`);
        if (turn % 3 === 0) {
          return attacker.ask('query ($s: [ShowStatus!]) { shows(filter: { status: $s }) { edges { node { id } } } }', {
            s: status,
          });
        }
        const query =
          turn % 3 === 1
            ? 'query ($id: ID!, $zones: [String!]) { show(id: $id) { seatMap(zones: $zones) { version } } }'
            : 'query ($id: ID!, $zones: [ID!]!) { show(id: $id) { seatHoldings(seatIds: $zones) { reason } } }';
        return attacker.ask(query, { id: showId, zones });
      }),
  },
  {
    name: 'long ids with keys',
    about: 'a guest’s mutations with an idempotency key and ids of 900 KB',
    async run(attacker, until) {
      const token = await attacker.guest();
      await again(until, 4, () =>
        attacker.ask(
          LOCK,
          { input: { showId: LONG, seatIds: [LONG.slice(0, 10)], idempotencyKey: randomUUID() } },
          token,
        ),
      );
    },
  },
  {
    name: 'NUL in ids',
    about: 'a guest’s keyed mutations with a NUL byte, beside those of everybody else',
    async run(attacker, until) {
      const token = await attacker.guest();
      const { showId, seatIds } = attacker.target;
      await again(until, 16, (turn) => {
        if (turn % 4 === 3) {
          const lockId = `lock_${`${turn}`.padStart(26, '0')}`;
          const change = { lockId, removeSeatIds: [`${seatIds[0]}\u0000`], idempotencyKey: randomUUID() };
          return attacker.ask(UPDATE, { input: change }, token);
        }
        const input = [
          { showId: `${showId}\u0000`, seatIds: [seatIds[0]] },
          { showId, seatIds: [`${seatIds[0]}\u0000`] },
          { showId, seatIds: [seatIds[0]], idempotencyKey: `\u0000${turn}` },
        ][turn % 3]!;
        return attacker.ask(LOCK, { input: { idempotencyKey: randomUUID(), ...input } }, token);
      });
    },
  },
  {
    name: 'deep variables',
    about: 'variables nested 100,000 levels deep',
    refusedBy: /levels deep/,
    run: (attacker, until) =>
      again(until, 4, () => {
        const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
        const query = 'query ($id: ID!, $zones: [String!]) { show(id: $id) { seatMap(zones: $zones) { version } } }';
        const body = `{"query":${JSON.stringify(query)},"variables":{"id":"${attacker.target.showId}","zones":${deep}}}`;
        return attacker.post('/graphql', body);
      }),
  },
  {
    name: 'wrong variables',
    about: '50,000 values of the wrong type in one list',
    refusedBy: /problems in the input/,
    run: (attacker, until) =>
      again(until, 4, () =>
        attacker.ask('query ($s: [ShowStatus!]) { shows(filter: { status: $s }) { edges { node { id } } } }', {
          s: Array.from({ length: 50_000 }, (_, index) => ({ index })),
        }),
      ),
  },
  {
    name: 'forged tokens',
    about: 'a different token with each request, signed with nothing that is known here',
    refusedBy: /signature is not valid/,
    run: (attacker, until) =>
      again(until, 16, (turn) => {
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
        const claims = { sub: `guest_${turn}`, iss: 'seatwire', exp: 4_000_000_000, padding: 'x'.repeat(4_000) };
        return attacker.ask('{ viewer { id } }', {}, `${part({ alg: 'HS256' })}.${part(claims)}.${part({ turn })}`);
      }),
  },
  {
    name: 'made-up links',
    about: 'QR codes and calendar files that were never given out, and webhooks of 900 KB that nobody has signed',
    run: (attacker, until) =>
      again(until, 16, (turn) => {
        const made = `${turn}`.padStart(26, '0');
        if (turn % 3 === 0) return attacker.get(`/tickets/${made}.png`);
        if (turn % 3 === 1) return attacker.get(`/calendar/booking_${made}.${made.slice(0, 22)}.ics`);
        return attacker.post('/webhooks/payments/sandbox', JSON.stringify({ turn, padding: LONG }));
      }),
  },
  {
    name: 'plans of strangers',
    about: 'imports of plans with thousands of seats by guests, who may import none',
    refusedBy: /at most [\d,]+ (?:bytes|characters)|too large/i,
    async run(attacker, until) {
      const token = await attacker.guest();
      const seats = Array.from({ length: 5_000 }, (_, index) => ({ seat_number: `${index}`, seat_guid: `${index}` }));
      const plan = { name: 'Huge', categories: [], zones: [{ name: 'Zone', rows: [{ row_number: '1', seats }] }] };
      const venue = { name: 'A', address: 'B', city: 'C', country: 'PT', timezone: 'Europe/Lisbon' };
      await again(until, 4, () =>
        attacker.ask(
          'mutation ($input: ImportSeatingPlanInput!) { importSeatingPlan(input: $input) { __typename } }',
          { input: { venue, plan } },
          token,
        ),
      );
    },
  },
  {
    name: 'probes and paths',
    about: 'health, readiness, metrics, plans and pages, existing or not',
    refusedBy: /not found/,
    run: (attacker, until) =>
      again(until, 16, (turn) =>
        attacker.get(
          ['/ready', '/metrics', `/plans/plan_${turn}.json`, `/shows/${turn}`, `/assets/${turn}.js`][turn % 5]!,
        ),
      ),
  },
];
