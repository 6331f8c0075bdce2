import { type Attack, again } from './attack.ts';
import { Attacker } from './attacker.ts';

const REFUSED = (turn: number) =>
  `{ ${Array.from({ length: 1_700 }, (_, index) => `a${turn}_${index}: __typename`).join(' ')} }`;

/** 127.1.0.0 and so on: on Linux all of 127.0.0.0/8 is the loopback. */
const addressOf = (turn: number) => `127.${1 + ((turn >> 16) % 254)}.${(turn >> 8) & 255}.${turn & 255}`;

/** Every request comes from another network address: limits of addresses bound none of them. */
export const ADDRESS_ATTACKS: Attack[] = [
  {
    name: 'a new address each time',
    about: 'refused documents of 38 KB, whole maps and guest sessions, each from an address that was not seen before',
    run: (attacker, until) => {
      const first = Math.floor(Math.random() * 2 ** 20);
      return again(until, 16, async (turn) => {
        const stranger = new Attacker(attacker.target, addressOf(first + turn));
        try {
          const { showId } = attacker.target;
          if (turn % 3 === 0) await stranger.ask(REFUSED(turn));
          else if (turn % 3 === 1) await stranger.guest();
          else await stranger.ask(`{ show(id: "${showId}") { seatMap { seats { id x y s${turn}: state } } } }`);
        } finally {
          attacker.requests += stranger.requests;
          attacker.sentBytes += stranger.sentBytes;
          stranger.end();
        }
      });
    },
  },
];
