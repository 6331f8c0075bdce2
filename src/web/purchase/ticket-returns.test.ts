import { expect, it } from 'vitest';
import type { BoxOffice } from '../api/box-office.ts';
import type { Booking, Outcome, ReturnQuote, Ticket } from '../api/box-office-types.ts';
import type { OrderRequest } from './order-requests.ts';
import { mayExchange, mayReturn, TicketReturns } from './ticket-returns.ts';

const money = { amount: 3_500, currency: 'EUR', exponent: 2 };
const ticket = (id: string, voidedAt: string | null = null) => ({ id, voidedAt }) as Ticket;
const bookingOf = (tickets: Ticket[]) => ({ id: 'booking_1', status: 'CONFIRMED', tickets }) as Booking;
const QUOTE: ReturnQuote = { id: 'quote_1', lines: [], refund: money, charge: { ...money, amount: 0 } };

function setUp(answers: Partial<Record<'quoteReturn' | 'applyReturn', unknown>> = {}) {
  const asked: object[] = [];
  const order = {
    booking: bookingOf([ticket('a'), ticket('b')]),
    lock: null,
    async act<Input extends object, Success>({ input, send, done, refused }: OrderRequest<Input, Success>) {
      asked.push(input);
      const outcome = await send({ ...input, idempotencyKey: 'key' });
      if (outcome.ok) done(outcome.value);
      else refused?.(outcome.refusal);
    },
  };
  const ok = (value: unknown) => async () => ({ ok: true, value });
  const after = bookingOf([ticket('a', '2030-01-01T00:00:00Z'), ticket('b')]);
  const boxOffice = { quoteReturn: ok(QUOTE), applyReturn: ok(after), ...answers } as unknown as BoxOffice;
  const returns = new TicketReturns({ order, boxOffice, onOpen: () => undefined, onChange: () => undefined });
  return { returns, order, asked };
}

it('asks what the chosen tickets come to, and gives them back as it was quoted', async () => {
  const { returns, order, asked } = setUp();
  returns.toggle();
  returns.choose('a', true);
  await returns.ask();
  expect(returns.quote).toEqual(QUOTE);
  await returns.give();
  expect(asked).toEqual([{ bookingId: 'booking_1', cancelTicketIds: ['a'] }, { quoteId: 'quote_1' }]);
  expect(order.booking.tickets[0]!.voidedAt).not.toBeNull();
  expect([returns.isOpen, returns.quote, returns.chosen.size]).toEqual([false, null, 0]);
});

it('asks anew after another choice, and after a quote that is not good any more', async () => {
  const refused: Outcome<Booking> = { ok: false, refusal: { __typename: 'X', code: 'QUOTE_NOT_USABLE', message: '' } };
  const { returns, asked } = setUp({ applyReturn: async () => refused });
  returns.toggle();
  await returns.ask();
  expect(asked).toEqual([]);
  returns.choose('a', true);
  await returns.ask();
  returns.choose('b', true);
  expect(returns.quote).toBeNull();
  returns.choose('b', false);
  await returns.ask();
  await returns.give();
  expect([returns.isOpen, returns.quote, returns.chosen.size]).toEqual([true, null, 1]);
});

it('is for buyers of shows that allow it, until then and until the show begins, and not for the last ticket', () => {
  const startsAt = '2030-01-03T00:00:00Z';
  const show = (returnsUntil: string | null) => ({ startsAt, changeRules: { returnsUntil, exchangesUntil: null } });
  const two = bookingOf([ticket('a'), ticket('b')]);
  const now = Date.parse('2030-01-01T00:00:00Z');
  expect(mayReturn(show('2030-01-02T00:00:00Z'), two, now)).toBe(true);
  expect(mayReturn(show(null), two, now)).toBe(false);
  expect(mayReturn(show('2030-01-01T00:00:00Z'), two, now)).toBe(false);
  expect(mayReturn(show('2030-02-01T00:00:00Z'), two, Date.parse('2030-01-03T00:00:00Z'))).toBe(false);
  const last = bookingOf([ticket('a', '2030'), ticket('b')]);
  expect(mayReturn(show('2030-01-02T00:00:00Z'), last, now)).toBe(false);
  const exchanging = { startsAt, changeRules: { returnsUntil: null, exchangesUntil: '2030-01-02T00:00:00Z' } };
  expect([two, last].map((booking) => mayExchange(exchanging, booking, now))).toEqual([true, true]);
  expect(mayExchange(exchanging, two, Date.parse('2030-01-02T00:00:00Z'))).toBe(false);
  expect(mayExchange(show('2030-01-02T00:00:00Z'), two, now)).toBe(false);
});
