import { type Attack, again } from './attack.ts';
import type { AttackTarget } from './attacker.ts';

/** What a document may have at its root. */
const MOST = 20;

/** So many fields under names of their own. */
const aliases = (count: number, fieldOf: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${fieldOf(index)}`).join(' ');

const lock = (showId: string, seatId: string | undefined, answer: string) =>
  `lockSeats(input: { showId: "${showId}", seatIds: ["${seatId}"] }) { ${answer} }`;

/** Of every lock that is made fifty fields that fail, since they are an organiser's; of every other what takes longest. */
const FAILING = `... on LockSeatsSuccess { lock { show { ${aliases(50, () => 'undeliveredNotifications { edges { node { id } } }')} } } }
  ... on SeatsUnavailableError { ${aliases(40, () => 'alternatives { seatIds }')} }`;

/** Fails for each of its fields, or for all of them at once. */
function failing({ showId, seatIds }: AttackTarget, turn: number): string {
  switch (turn % 4) {
    case 0:
      return aliases(300, (index) => lock(showId, seatIds[index], '__typename'));
    case 1:
      return aliases(MOST, (index) => lock(showId, `nowhere ${turn} ${index}`, '... on Error { code message }'));
    case 2:
      return aliases(MOST, (index) => {
        const input = `lockId: "lock_${turn}x${index}", addSeatIds: ["${seatIds[index]}"]`;
        return `updateLock(input: { ${input} }) { ... on Error { code message } }`;
      });
    default:
      // The same seats each time: most are taken.
      return aliases(2, (index) => lock(showId, seatIds[index], FAILING));
  }
}

/** Mutations of locks, as many as a document takes and more. */
export const LOCK_ATTACKS: Attack[] = [
  {
    name: 'locks that fail',
    refusedBy: /root fields/,
    about:
      '300 aliases of lockSeats, 20 of it and of updateLock that are refused each, and locks with 50 fields that fail',
    async run(attacker, until) {
      const token = await attacker.guest();
      await again(until, 8, (turn) => attacker.ask(`mutation { ${failing(attacker.target, turn)} }`, {}, token));
    },
  },
  {
    name: 'best seats to hold',
    about: '20 aliases of lockBestAvailable for ten seats each, as many as a buyer may not hold, by fresh guests',
    run: (attacker, until) =>
      again(until, 8, async (turn) => {
        const token = await attacker.guest();
        const locks = aliases(MOST, (index) => {
          const input = `showId: "${attacker.target.showId}", quantity: 10, maxPrice: ${1_000_000 + MOST * turn + index}`;
          return `lockBestAvailable(input: { ${input} }) { ... on LockBestAvailableSuccess { lock { id } } ... on Error { code } }`;
        });
        const answer = await attacker.ask(`mutation { ${locks} }`, {}, token);
        for (const id of answer.match(/lock_[0-9a-z]+/g) ?? []) {
          await attacker.ask(`mutation { releaseLock(input: { lockId: "${id}" }) { __typename } }`, {}, token);
        }
      }),
  },
  {
    name: 'many locks in a document',
    about: '20 aliases of lockSeats for seats that exist, given back by 20 of releaseLock, by fresh guests',
    run: (attacker, until) =>
      again(until, 8, async (turn) => {
        const { showId, seatIds } = attacker.target;
        const token = await attacker.guest();
        const first = (turn * MOST) % seatIds.length;
        const locks = aliases(MOST, (index) =>
          lock(showId, seatIds[(first + index) % seatIds.length], '... on LockSeatsSuccess { lock { id } }'),
        );
        const answer = await attacker.ask(`mutation { ${locks} }`, {}, token);
        const lockIds = answer.match(/lock_[0-9a-z]+/g) ?? [];
        if (lockIds.length === 0) return;
        const releases = lockIds.map(
          (id, index) => `a${index}: releaseLock(input: { lockId: "${id}" }) { __typename }`,
        );
        await attacker.ask(`mutation { ${releases.join(' ')} }`, {}, token);
      }),
  },
];
