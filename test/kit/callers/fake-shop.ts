import type { Booking, PriceLine, SeatLock } from '../../../packages/client/src/box-office/box-office.ts';
import type { LiveShow } from '../../../packages/client/src/live-show.ts';
import type { SeatState } from '../../../packages/client/src/seat-map-event.ts';
import { createFakeSockets } from './fake-socket.ts';

/** A show with the seats, as the API tells it. */
export function showOf(id: string): LiveShow {
  return {
    ...{ id, title: `Title of ${id}`, startsAt: '2027-01-01T20:00:00.000Z', salesStartAt: null, salesEndAt: null },
    status: 'ON_SALE',
    priceTiers: [
      {
        ...{ id: 'tier_1', name: 'Stalls', category: 'Stalls', taxRate: 0, prices: [] },
        price: { amount: 4_000, currency: 'EUR', exponent: 2 },
      },
    ],
    ticketTypes: [],
    fees: [],
    seatRules: { orphanRule: 'OFF', minimumRun: 2, endsAt: null },
    limits: { seatsPerLock: 10, seatsPerBuyer: 10 },
    changeRules: {
      returnsUntil: null,
      exchangesUntil: null,
      keepsFees: false,
      returnFee: { amount: 0, currency: 'EUR', exponent: 2 },
      exchangeFee: { amount: 0, currency: 'EUR', exponent: 2 },
    },
  };
}

export const SEAT_IDS = ['A-1', 'A-2', 'A-3'];

const PLAN = {
  name: 'Hall',
  zones: [
    {
      name: 'Stalls',
      position: { x: 100, y: 0 },
      rows: [
        {
          row_number: 'A',
          position: { x: 0, y: 50 },
          seats: SEAT_IDS.map((seat_guid, index) => ({
            ...{ seat_guid, seat_number: index + 1, category: 'Stalls', position: { x: 25 * index, y: 0 } },
          })),
        },
      ],
    },
  ],
};

const NOTHING_HELD: Record<string, object> = {
  ActiveLocks: { viewer: { activeLocks: [] } },
  OpenBookings: { viewer: { bookings: { nodes: [] } } },
};

/** A request over HTTP that waits for its answer. */
export interface FakeRequest {
  operation: string;
  variables: Record<string, unknown>;
  token: string | null;
  /** Answered with that data. */
  answer(data: object): void;
  /** Answered with an error of GraphQL. */
  refuse(code: string, message?: string): void;
  isAborted(): boolean;
}

/** The server's end of HTTP and WebSockets, played by hand: `fetch` answers by itself with halls, and that nothing is held yet; the rest is in `requests`. */
export function createFakeShop() {
  const server = createFakeSockets();
  const requests: FakeRequest[] = [];
  const waiting: { isIt(request: FakeRequest): boolean; take(request: FakeRequest): void }[] = [];
  let answersByHand = false;
  let instead: ((url: string) => Promise<Response>) | null = null;

  function receive(init: RequestInit): Promise<Response> {
    const answered = Promise.withResolvers<Response>();
    const { query, variables } = JSON.parse(String(init.body));
    init.signal?.addEventListener('abort', () => answered.reject(init.signal?.reason));
    const json = (body: object) => answered.resolve(new Response(JSON.stringify(body)));
    const request: FakeRequest = {
      operation: /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '',
      variables,
      token: new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? null,
      answer: (data) => json({ data }),
      refuse: (code, message = 'refused') => json({ errors: [{ message, extensions: { code } }] }),
      isAborted: () => init.signal?.aborted ?? false,
    };
    const nothing = NOTHING_HELD[request.operation];
    if (nothing && !answersByHand) {
      request.answer(nothing);
      return answered.promise;
    }
    requests.push(request);
    if (request.operation === 'Hall' && !answersByHand) request.answer(hallAnswer(String(variables.showId)));
    const index = waiting.findIndex(({ isIt }) => isIt(request));
    if (index >= 0) waiting.splice(index, 1)[0]!.take(request);
    return answered.promise;
  }

  return {
    ...server,
    requests,
    fetch: async (url: string, init: RequestInit = {}): Promise<Response> => {
      if (instead) return instead(url);
      return init.method === 'POST' ? receive(init) : new Response(JSON.stringify(PLAN));
    },
    /** From now on halls, and what is held already, are answered by hand, too. */
    answerByHand: () => {
      answersByHand = true;
    },
    /** From now on HTTP is answered like that. */
    answerInstead: (answer: ((url: string) => Promise<Response>) | null) => {
      instead = answer;
    },
    /** The next request of that operation. */
    request: (operation: string): Promise<FakeRequest> => {
      const isIt = (request: FakeRequest) => request.operation === operation;
      return new Promise((take) => waiting.push({ isIt, take }));
    },
  };
}

export type FakeShop = ReturnType<typeof createFakeShop>;

export const hallAnswer = (showId: string) => ({
  show: {
    ...showOf(showId),
    limits: { seatsPerLock: 8, seatsPerBuyer: 12 },
    plan: { name: 'Hall', url: '/plans/plan_1.json', areas: [] },
  },
});

const PRICE = { amount: 4_000, currency: 'EUR', exponent: 2 };

const lineOf = (seatId: string): PriceLine => ({
  ...{ kind: 'SEAT', description: 'Stalls', quantity: 1, unitPrice: PRICE, total: PRICE, taxRate: 0 },
  ...{ tax: { ...PRICE, amount: 0 }, seat: { seatId }, area: null, ticketType: null },
});

/** A lock of these seats with a hundred seconds left. */
export function lockOf(showId: string, seatIds: readonly string[], change: Partial<SeatLock> = {}): SeatLock {
  return {
    ...{
      id: `lock_of_${showId}`,
      lockStatus: 'ACTIVE',
      extensionsLeft: 1,
      appliedCode: null,
      show: { id: showId },
      booking: null,
    },
    ...{ expiresAt: '2030-01-01T00:05:00.000Z', remainingSeconds: 100, total: PRICE },
    seats: seatIds.map((seatId) => ({ seatId, label: seatId, price: PRICE })),
    areas: [],
    lines: seatIds.map(lineOf),
    ...change,
  };
}

export function bookingOf(showId: string, change: Partial<Booking> = {}): Booking {
  return {
    ...{ id: `booking_of_${showId}`, reference: 'K7Q2-M9XD', bookingStatus: 'PENDING_PAYMENT', calendarUrl: '/c' },
    ...{ payableUntil: '2030-01-01T00:05:00.000Z', createdAt: '2030-01-01T00:00:00.000Z' },
    show: { id: showId, title: 'Fado', startsAt: '2031-01-01T20:00:00.000Z' },
    customer: { name: 'Ada', email: 'ada@example.org' },
    ...{ seats: [{ seatId: 'A-1', label: 'A-1', price: PRICE }], areas: [], total: PRICE, payments: [], tickets: [] },
    lines: [lineOf('A-1')],
    ...change,
  };
}

export const snapshotOf = (version: number, states: Record<string, SeatState> = {}) =>
  ({ __typename: 'SeatMapSnapshot', cursor: `c${version}`, version, seats: changesOf(states), areas: [] }) as const;

export const deltaOf = (previousVersion: number, version: number, states: Record<string, SeatState>) =>
  ({
    __typename: 'SeatMapDelta',
    ...{ cursor: `c${version}`, previousVersion, version },
    changes: changesOf(states),
    areas: [],
  }) as const;

const changesOf = (states: Record<string, SeatState>) =>
  Object.entries(states).map(([seatId, state]) => ({ seatId, state }));
