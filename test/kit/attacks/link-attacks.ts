import { type Attack, again } from './attack.ts';
import type { Attacker } from './attacker.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_CHARS = 26;
const BOOK = `mutation ($input: CreateBookingInput!) { createBooking(input: $input) {
  ... on CreateBookingSuccess { booking { id calendarUrl } } } }`;

function madeUpCode(): string {
  return Array.from({ length: CODE_CHARS }, () => ALPHABET[Math.floor(Math.random() * ALPHABET.length)]).join('');
}

/** The path of a booking's calendar file; null when it could not be booked. */
async function bookedLink(attacker: Attacker, seatIds: readonly string[]): Promise<string | null> {
  const { showId } = attacker.target.more!.strict;
  const token = await attacker.guest();
  const lock =
    'mutation ($input: LockSeatsInput!) { lockSeats(input: $input) { ... on LockSeatsSuccess { lock { id } } } }';
  const locked = await attacker.ask(lock, { input: { showId, seatIds } }, token);
  const lockId = /lock_[0-9a-z]+/.exec(locked)?.[0];
  if (!lockId) return null;
  const customer = { name: 'Nobody', email: 'nobody@example.org' };
  const booked = await attacker.ask(BOOK, { input: { lockId, customer } }, token);
  return /"calendarUrl":"([^"]+)"/.exec(booked)?.[1] ?? null;
}

/** Paths that anybody may read, beside the API. */
export const LINK_ATTACKS: Attack[] = [
  {
    name: 'ticket pictures',
    about: 'QR codes of as many codes as there are requests, none of which was ever given out, as PNG and as SVG',
    run: (attacker, until) =>
      again(until, 16, (turn) => attacker.get(`/tickets/${madeUpCode()}.${turn % 4 === 0 ? 'svg' : 'png'}`)),
  },
  {
    name: 'calendar files',
    about: 'the links of three bookings that there are, again and again',
    async run(attacker, until) {
      const { rows } = attacker.target.more!.strict;
      const booked = await Promise.all(
        rows.slice(100, 103).map((row) => bookedLink(attacker, row.slice(0, 2)).catch(() => null)),
      );
      const links = booked.filter((link) => link !== null);
      if (links.length === 0) return;
      await again(until, 32, (turn) => attacker.get(links[turn % links.length]!));
    },
  },
  {
    name: 'receipts that there are not',
    about: 'PDFs of bookings by links that nobody has signed',
    run: (attacker, until) =>
      again(until, 32, (turn) => {
        const link = `booking_${madeUpCode().toLowerCase()}.1.${madeUpCode().slice(4)}`;
        return attacker.get(`/bookings/${link}/${turn % 2 === 0 ? 'receipt' : 'tickets'}.pdf`);
      }),
  },
  {
    name: 'plans that there are not',
    about: 'documents of plans by ids that were never given out',
    refusedBy: /not found/,
    run: (attacker, until) =>
      again(until, 32, () => attacker.get(`/plans/plan_${madeUpCode().toLowerCase().replace(/^./, '0')}.json`)),
  },
];
