import { expect, it } from 'vitest';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { Booking, ReturnQuote, Ticket } from '../api/box-office-types.ts';
import type { ChangingOffice } from './changed-order.ts';
import type { OrderRequest } from './order-requests.ts';
import { TicketExchange } from './ticket-exchange.ts';

const money = { amount: 500, currency: 'EUR', exponent: 2 };
const QUOTE: ReturnQuote = { id: 'quote_1', lines: [], refund: { ...money, amount: 0 }, charge: money };
const ticket = (id: string) => ({ id, voidedAt: null }) as Ticket;
const seat = (id: string) => ({ id }) as HallSeat;
const [A, B] = [seat('A'), seat('B')];
const wanted = (ticketId: string, toSeatId: string) => ({ ticketId, toSeatId, ticketTypeId: null });

function setUp(quote: object = { ok: true, value: QUOTE }) {
  const asked: object[] = [];
  const requests = { problem: null as unknown };
  const order = {
    booking: { id: 'booking_1', tickets: [ticket('a'), ticket('b')], payments: [] as unknown[] } as Booking,
    refresh: async () => undefined,
    async act<Input extends object, Success>({ input, send, done, refused }: OrderRequest<Input, Success>) {
      asked.push(input);
      const outcome = await send({ ...input, idempotencyKey: 'key' });
      if (outcome.ok) done(outcome.value);
      else refused?.(outcome.refusal);
    },
  };
  const boxOffice = { quoteExchange: async () => quote, applyReturn: async () => ({ ok: true, value: order.booking }) };
  const exchange = new TicketExchange({
    ...{ order, requests: requests as never, boxOffice: boxOffice as unknown as ChangingOffice },
    ...{ locale: () => 'en', onOpen: () => undefined, onChange: () => undefined },
  });
  exchange.toggle();
  return { exchange, asked, requests };
}

const seatsOf = ({ wishes }: TicketExchange) => [...wishes].map(([id, wish]) => `${id} ${wish.seat?.id ?? '-'}`);

it('takes a seat for each chosen ticket, one after the other, and asks for all of them at once', async () => {
  const { exchange, asked } = setUp();
  expect(exchange.takesSeats).toBe(false);
  exchange.choose('a', true);
  exchange.take(A);
  exchange.choose('b', true);
  expect(exchange.ticketId).toBe('b');
  exchange.take(B);
  expect(seatsOf(exchange)).toEqual(['a A', 'b B']);
  expect([A, B, seat('C')].map((one) => exchange.has(one))).toEqual([true, true, false]);
  await exchange.ask([wanted('a', 'A'), wanted('b', 'B')]);
  expect(exchange.takesSeats).toBe(false);
  await exchange.apply({ paymentToken: 'tok' });
  expect(asked).toEqual([
    { bookingId: 'booking_1', exchange: [wanted('a', 'A'), wanted('b', 'B')] },
    { quoteId: 'quote_1', paymentToken: 'tok' },
  ]);
  expect([exchange.isOpen, exchange.wishes.size]).toEqual([false, 0]);
});

it('goes on to a chosen ticket without a seat, but not to one of which another type was chosen', () => {
  const { exchange } = setUp();
  for (const id of ['a', 'b']) exchange.choose(id, true);
  exchange.take(A);
  expect([exchange.ticketId, ...seatsOf(exchange)]).toEqual(['a', 'a -', 'b A']);
  exchange.setType('a', 'child');
  exchange.pointTo('b');
  exchange.take(B);
  expect([exchange.ticketId, ...seatsOf(exchange)]).toEqual(['b', 'a -', 'b B']);
});

it('lets a seat go again that is tapped another time, whichever ticket has it, and what is not chosen any more', () => {
  const { exchange } = setUp();
  exchange.choose('a', true);
  exchange.take(A);
  exchange.choose('b', true);
  exchange.take(A);
  expect([exchange.ticketId, ...seatsOf(exchange)]).toEqual(['a', 'a -', 'b -']);
  exchange.take(A);
  exchange.choose('a', false);
  expect([exchange.ticketId, ...seatsOf(exchange)]).toEqual(['b', 'b -']);
  expect(exchange.has(A)).toBe(false);
  exchange.choose('b', false);
  expect([exchange.ticketId, exchange.takesSeats]).toEqual([null, false]);
});

it('stays as it was asked for while it is being quoted', async () => {
  const answered = Promise.withResolvers<object>();
  const { exchange } = setUp(answered.promise);
  exchange.choose('a', true);
  exchange.take(A);
  const asking = exchange.ask([wanted('a', 'A')]);
  expect(exchange.takesSeats).toBe(false);
  exchange.take(B);
  exchange.choose('b', true);
  exchange.setType('a', 'child');
  answered.resolve({ ok: true, value: QUOTE });
  await asking;
  expect([exchange.quote, ...exchange.wishes]).toEqual([QUOTE, ['a', { seat: A, typeId: null }]]);
  exchange.choose('b', true);
  expect([exchange.quote, exchange.wishes.size]).toEqual([null, 2]);
});

it('keeps tickets and types, and forgets the seats, where one of those is gone', async () => {
  const refusal = { __typename: 'X', code: 'SEATS_UNAVAILABLE', message: '' };
  const { exchange, requests } = setUp({ ok: false, refusal });
  requests.problem = { kind: 'seatsGone' };
  exchange.choose('a', true);
  exchange.setType('a', 'child');
  exchange.take(A);
  await exchange.ask([wanted('a', 'A')]);
  expect(exchange.wishes.get('a')).toEqual({ seat: null, typeId: 'child' });
  expect([exchange.quote, requests.problem]).toEqual([null, { kind: 'noAlternatives' }]);
});
