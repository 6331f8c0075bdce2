import { type Attack, again } from './attack.ts';

const LOCK = `mutation ($input: LockSeatsInput!) { lockSeats(input: $input) {
  __typename ... on LockSeatsSuccess { lock { id } } } }`;
const BOOK = `mutation ($input: CreateBookingInput!) { createBooking(input: $input) {
  __typename ... on CreateBookingSuccess { booking { id } } } }`;
const PAY = 'mutation ($input: PayBookingInput!) { payBooking(input: $input) { __typename } }';

/** Guests, who cost nothing: their sessions, holds, unpaid bookings, mails and cards. */
export const GUEST_ATTACKS: Attack[] = [
  {
    name: 'guest sessions',
    about: 'a new one with each request',
    run: (attacker, until) => again(until, 16, () => attacker.guest()),
  },
  {
    name: 'holds',
    about: 'fresh guests who hold seats and never pay',
    run: (attacker, until) =>
      again(until, 8, async (turn) => {
        const { showId, seatIds } = attacker.target;
        const token = await attacker.guest();
        await attacker.ask(LOCK, { input: { showId, seatIds: [seatIds[turn % seatIds.length]] } }, token);
      }),
  },
  {
    name: 'mails to a stranger',
    about: 'orders that nobody pays, each with a mail to the same address, and cards that are declined',
    run: (attacker, until) =>
      again(until, 8, async (turn) => {
        const { showId, seatIds } = attacker.target;
        const token = await attacker.guest();
        const lock = await attacker.ask(LOCK, { input: { showId, seatIds: [seatIds[turn % seatIds.length]] } }, token);
        const lockId = /lock_[0-9a-z]+/.exec(lock)?.[0];
        if (!lockId) return;
        const customer = { name: 'Nobody', email: 'stranger@example.org' };
        const booked = await attacker.ask(BOOK, { input: { lockId, customer } }, token);
        const bookingId = /booking_[0-9a-z]+/.exec(booked)?.[0];
        for (let card = 0; bookingId && card < 5; card += 1) {
          await attacker.ask(PAY, { input: { bookingId, paymentToken: 'tok_declined' } }, token);
        }
      }),
  },
];
