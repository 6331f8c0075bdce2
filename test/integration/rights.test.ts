import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLNonNull, type GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signToken } from '../../src/modules/identity/token-issuer.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Role } from '../../src/shared/principal.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, CUSTOMER, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import type { TestClient } from '../kit/callers/client.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { fingerprint } from '../kit/product/fingerprint.ts';
import { addPricing } from '../kit/shows/added-pricing.ts';
import { joinGatheringRoom } from '../kit/shows/gathering-room.ts';
import { createHallShow, openHallShow, PRICES, VENUE } from '../kit/shows/hall-show.ts';
import { createAllotmentOver } from '../kit/shows/show-allotment.ts';
import { createCodeOver } from '../kit/shows/show-code.ts';

// Every operation of the API, asked by each kind of caller. A new one has to be described here before this passes.

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

const SECRET = 'of the tests, and long enough for them';
const HOUR_MS = 3_600_000;

const CALLERS = ['nobody', 'expired', 'stranger', 'otherOrganiser', 'owner', 'organiser', 'admin'] as const;
type CallerName = (typeof CALLERS)[number];

/** What there is to be reached: each mutation gets what is its own, since one that succeeds changes it. */
interface World {
  showId: string;
  draftId: string;
  planId: string;
  tierId: string;
  typeId: string;
  lockId: string;
  bookingId: string;
  notificationId: string;
  /** Of a confirmed booking. */
  confirmedId: string;
  allotmentId: string;
  paymentId: string;
  refundId: string;
  quoteId: string;
  disputeId: string;
  ticketId: string;
  codeId: string;
  draftCodeId: string;
  /** Of a show whose sales have not started: nobody is admitted yet. */
  roomShowId: string;
  entryId: string;
  seatIds: { free: string };
}

let app: TestApp;
let clients: Record<CallerName, TestClient>;
let world: World;

async function tokenOf(id: string, role: Role, ttl_ms = HOUR_MS): Promise<string> {
  return (await signToken(Buffer.from(SECRET), { id, role, email: null, ttl_ms })).token;
}

beforeAll(async () => {
  app = await startTestApp({ env: { AUTH_JWT_SECRET: SECRET, DEMO: 'false' } });
  clients = {
    nobody: app.client(),
    expired: app.client(await tokenOf('organiser', 'organiser', -HOUR_MS)),
    stranger: await app.guest(),
    otherOrganiser: app.client(await tokenOf('organiser-2', 'organiser')),
    owner: await app.guest(),
    organiser: app.organiser,
    admin: app.client(await tokenOf('admin', 'admin')),
  };
  world = await createWorld();
});
afterAll(() => app?.[Symbol.asyncDispose]());

async function createWorld(): Promise<World> {
  const { owner, organiser } = clients;
  const showId = await openHallShow(organiser, { zones: 1, rows: 2, seats: 10 });
  const draftId = await createHallShow(organiser);
  const pricing = await addPricing(app.database, showId);
  await addPricing(app.database, draftId);
  const confirmed = await bookSeats(owner, showId, ['Z1-1-1']);
  await payBooking(owner, confirmed.id);
  const pending = await bookSeats(owner, showId, ['Z1-1-3']);
  const lock = await lockSeats(owner, showId, ['Z1-1-5']);
  const allotmentId = await createAllotmentOver(organiser, { showId, ...ALLOTMENT, seatIds: ['Z1-2-7'] });
  const [notification] = await eventually(async () => {
    const found = await rows('SELECT id FROM notifications WHERE booking_id = $1', pending.id);
    expect(found).toHaveLength(1);
    return found;
  });
  const [ids] = await app.database.query<Record<'planId' | 'tierId' | 'paymentId' | 'ticketId', string>>(
    `SELECT plan_id AS "planId", (SELECT id FROM price_tiers WHERE show_id = $1 LIMIT 1) AS "tierId",
            (SELECT id FROM payments WHERE booking_id = $2) AS "paymentId",
            (SELECT id FROM tickets WHERE booking_id = $2) AS "ticketId" FROM shows WHERE id = $1`,
    [showId, confirmed.id],
  );
  const refund = `mutation ($input: RefundBookingInput!) {
    refundBooking(input: $input) { ... on RefundBookingSuccess { refund { id } } }
  }`;
  const { refundBooking } = await organiser.data<{ refundBooking: { refund: { id: string } } }, object>(refund, {
    input: { bookingId: confirmed.id, amount: 100 },
  });
  const disputeId = newId('dispute');
  await app.database.query(
    `INSERT INTO payment_disputes (id, payment_id, booking_id, provider_reference, amount, currency, reason, status)
     VALUES ($1, $2, $3, 'dp', 100, 'EUR', 'fraudulent', 'LOST')`,
    [disputeId, ids!.paymentId, confirmed.id],
  );
  const quoteId = newId('quote');
  await app.database.query(
    `INSERT INTO booking_changes (id, booking_id, show_id, actor_id, number, terms, refund, expires_at)
     VALUES ($1, $2, $3, 'organiser', 1, '{"difference": []}', 0, now() + interval '1 hour')`,
    [quoteId, confirmed.id, showId],
  );
  const promoCode = { code: 'SUMMER20', discount: { percent: 20 } };
  const codeId = await createCodeOver(organiser, { showId, ...promoCode });
  const draftCodeId = await createCodeOver(organiser, { showId: draftId, ...promoCode });
  const roomShowId = await openHallShow(organiser);
  const entryId = await joinGatheringRoom(organiser, owner, roomShowId);
  return {
    ...ids!,
    ...pricing,
    roomShowId,
    entryId,
    codeId,
    draftCodeId,
    showId,
    draftId,
    lockId: lock.id,
    bookingId: pending.id,
    confirmedId: confirmed.id,
    refundId: refundBooking.refund.id,
    quoteId,
    disputeId,
    notificationId: notification!.id,
    allotmentId,
    seatIds: { free: 'Z1-2-1' },
  };
}

const ALLOTMENT = { name: 'Press', color: '#aa3300', access: 'STAFF' } as const;

async function rows(sql: string, value: string): Promise<{ id: string }[]> {
  return await app.database.query<{ id: string }>(sql, [value]);
}

/** The answer in a word: the member of the result union, `null`, or the code of the error. */
async function outcomeOf(client: TestClient, query: string, variables: object): Promise<string> {
  const { data, errors } = await client.request<Record<string, { __typename?: string } | null>, object>(
    query,
    variables,
  );
  if (errors?.length) return String(errors[0]!.extensions?.code);
  const [value] = Object.values(data!);
  return value === null ? 'null' : (value!.__typename ?? 'data');
}

const MUTATIONS = schema.getMutationType()!.getFields();
const SUBSCRIPTIONS = schema.getSubscriptionType()!.getFields();

interface MutationCase {
  input?: (given: World) => object;
  /** By who may not, and after them by who may. */
  refused: Partial<Record<CallerName, string>>;
  allowed: readonly CallerName[];
  /** Of who may, where it is another than the success. */
  outcome?: string;
}

const NOT_LOGGED_IN = { nobody: 'UNAUTHENTICATED', expired: 'UNAUTHENTICATED' };
/** Of the office: for organisers, whoever they are. */
const OF_ORGANISERS = {
  refused: { ...NOT_LOGGED_IN, stranger: 'FORBIDDEN', owner: 'FORBIDDEN' },
  allowed: ['otherOrganiser', 'organiser', 'admin'],
} as const;
const OF_SHOW = {
  refused: { ...NOT_LOGGED_IN, stranger: 'FORBIDDEN', owner: 'FORBIDDEN', otherOrganiser: 'FORBIDDEN' },
  allowed: ['organiser', 'admin'],
} as const;
const OF_DRAFT = { ...OF_SHOW, refused: { ...OF_SHOW.refused, otherOrganiser: 'NotFoundError' } } as const;
/** Of what other organisers do not know of, though they know its show. */
const OF_ALLOTMENT = OF_DRAFT;
/** Of what a buyer has, and the organiser of its show. */
const OF_PURCHASE = {
  refused: { ...NOT_LOGGED_IN, stranger: 'NotFoundError', otherOrganiser: 'NotFoundError' },
} as const;
const OF_REFUND = {
  refused: { ...NOT_LOGGED_IN, stranger: 'FORBIDDEN', owner: 'FORBIDDEN', otherOrganiser: 'NotFoundError' },
  allowed: ['organiser', 'admin'],
} as const;
const OF_OWNER = {
  refused: { ...OF_PURCHASE.refused, organiser: 'NotFoundError', admin: 'NotFoundError' },
  allowed: ['owner'],
} as const;

const planInput = () => ({ venue: VENUE, plan: hallPlan() });
const showInput = ({ planId }: World) => ({
  planId,
  title: 'The Tempest',
  startsAt: new Date(Date.now() + 30 * 24 * HOUR_MS).toISOString(),
  currency: 'EUR',
  priceTiers: Object.entries(PRICES).map(([category, price]) => ({ name: category, category, price })),
});
const ofShow = ({ showId }: World) => ({ showId });
const someSeat = ({ showId, seatIds }: World) => ({ showId, seatIds: [seatIds.free] });

/** In an order in which each finds the world as it needs it. */
const CASES: Record<string, MutationCase> = {
  importSeatingPlan: { input: planInput, ...OF_ORGANISERS },
  createShow: { input: showInput, ...OF_ORGANISERS },
  duplicateShow: { input: ({ showId }) => ({ showId, startsAt: '2099-05-01T18:00:00Z' }), ...OF_SHOW },
  startGuestSession: { refused: {}, allowed: CALLERS, outcome: 'GuestSession' },
  renewGuestSession: {
    refused: {
      nobody: 'UNAUTHENTICATED',
      expired: 'UNAUTHENTICATED',
      otherOrganiser: 'UNAUTHENTICATED',
      organiser: 'UNAUTHENTICATED',
      admin: 'UNAUTHENTICATED',
    },
    allowed: ['stranger', 'owner'],
    outcome: 'GuestSession',
  },
  lockSeats: { input: someSeat, refused: NOT_LOGGED_IN, allowed: ['stranger'] },
  updateLock: { input: ({ lockId }) => ({ lockId, addSeatIds: ['Z1-2-6'] }), ...OF_OWNER },
  applyCode: { input: ({ lockId }) => ({ lockId, code: 'summer20' }), ...OF_OWNER },
  extendLock: { input: ({ lockId }) => ({ lockId }), ...OF_OWNER },
  createBooking: { input: ({ lockId }) => ({ lockId, customer: CUSTOMER }), ...OF_OWNER },
  releaseLock: { input: ({ lockId }) => ({ lockId }), ...OF_PURCHASE, allowed: ['organiser', 'owner', 'admin'] },
  payBooking: {
    input: ({ bookingId }) => ({ bookingId, paymentToken: 'tok_declined' }),
    ...OF_PURCHASE,
    allowed: ['organiser', 'owner', 'admin'],
    outcome: 'PaymentDeclinedError',
  },
  startPayment: {
    input: ({ confirmedId }) => ({ bookingId: confirmedId }),
    ...OF_PURCHASE,
    allowed: ['organiser', 'owner', 'admin'],
    outcome: 'BookingNotPayableError',
  },
  refundBooking: { input: ({ confirmedId }) => ({ bookingId: confirmedId, amount: 1 }), ...OF_REFUND },
  retryRefund: { input: ({ refundId }) => ({ refundId }), ...OF_REFUND },
  applyBookingChange: {
    input: ({ quoteId }) => ({ quoteId }),
    ...OF_PURCHASE,
    allowed: ['organiser', 'owner', 'admin'],
    outcome: 'QuoteNotUsableError',
  },
  startChangePayment: {
    input: ({ quoteId }) => ({ quoteId }),
    ...OF_PURCHASE,
    allowed: ['organiser', 'owner', 'admin'],
    outcome: 'QuoteNotUsableError',
  },
  quoteBookingChange: {
    input: ({ confirmedId, ticketId }) => ({ bookingId: confirmedId, cancelTicketIds: [ticketId] }),
    ...OF_PURCHASE,
    allowed: ['organiser', 'owner', 'admin'],
    outcome: 'BookingNotChangeableError',
  },
  cancelBooking: {
    input: ({ bookingId }) => ({ bookingId }),
    ...OF_PURCHASE,
    allowed: ['organiser', 'owner', 'admin'],
  },
  resendNotification: {
    input: ({ notificationId }) => ({ notificationId }),
    refused: { ...NOT_LOGGED_IN, stranger: 'FORBIDDEN', owner: 'FORBIDDEN', otherOrganiser: 'NotFoundError' },
    allowed: ['organiser', 'admin'],
    outcome: 'NotificationNotResendableError',
  },
  resendTickets: {
    input: ({ confirmedId }) => ({ bookingId: confirmedId }),
    refused: { ...NOT_LOGGED_IN, stranger: 'FORBIDDEN', owner: 'FORBIDDEN', otherOrganiser: 'NotFoundError' },
    allowed: ['organiser'],
  },
  updateBookingCustomer: {
    input: ({ confirmedId }) => ({ bookingId: confirmedId, name: 'Ada King' }),
    // Its buyer could do so until it was paid.
    refused: { ...OF_PURCHASE.refused, owner: 'IllegalStateError' },
    allowed: ['organiser'],
  },
  blockSeats: { input: ({ showId }) => ({ showId, seatIds: ['Z1-2-9'] }), ...OF_SHOW, allowed: ['organiser'] },
  unblockSeats: { input: ({ showId }) => ({ showId, seatIds: ['Z1-2-9'] }), ...OF_SHOW, allowed: ['admin'] },
  createAllotment: {
    input: ({ showId }) => ({ showId, ...ALLOTMENT, seatIds: ['Z1-2-8'] }),
    ...OF_SHOW,
    allowed: ['organiser'],
  },
  updateAllotment: { input: ({ allotmentId }) => ({ allotmentId, name: 'Guests' }), ...OF_ALLOTMENT },
  releaseAllotment: { input: ({ allotmentId }) => ({ allotmentId }), ...OF_ALLOTMENT },
  sellAtBoxOffice: {
    input: ({ showId }) => ({ showId, seats: [{ seatId: 'Z1-2-10' }], method: 'CASH' }),
    ...OF_SHOW,
    allowed: ['organiser'],
  },
  lockBestAvailable: {
    input: ({ showId }) => ({ showId, quantity: 1 }),
    refused: NOT_LOGGED_IN,
    allowed: ['stranger'],
  },
  openAllotment: {
    input: ({ showId }) => ({ showId, code: 'summer20' }),
    refused: NOT_LOGGED_IN,
    allowed: ['stranger', 'organiser'],
    outcome: 'CodeNotApplicableError',
  },
  createCode: {
    input: ({ showId }) => ({ showId, code: 'WINTER', discount: { price: 100 } }),
    ...OF_SHOW,
    allowed: ['organiser'],
  },
  updateCode: { input: ({ codeId }) => ({ codeId, maxUses: 5 }), ...OF_SHOW },
  endCode: { input: ({ codeId }) => ({ codeId }), ...OF_SHOW },
  setWaitingRoom: { input: ({ roomShowId }) => ({ showId: roomShowId, maxActive: 5 }), ...OF_SHOW },
  joinWaitingRoom: {
    input: ({ roomShowId }) => ({ showId: roomShowId }),
    refused: NOT_LOGGED_IN,
    allowed: ['stranger'],
  },
  leaveWaitingRoom: { input: ({ entryId }) => ({ entryId }), ...OF_OWNER },
  updateShow: { input: ({ showId }) => ({ showId, title: 'The Tempest, late' }), ...OF_SHOW },
  pauseShow: { input: ofShow, ...OF_SHOW },
  publishShow: { input: ofShow, ...OF_SHOW },
  closeShow: { input: ofShow, ...OF_SHOW },
  cancelShow: { input: ofShow, ...OF_SHOW },
};

function mutationDocument(name: string): string {
  const [input] = MUTATIONS[name]!.args;
  return input
    ? `mutation ($input: ${String(input.type)}) { ${name}(input: $input) { __typename } }`
    : `mutation { ${name} { __typename } }`;
}

describe('every mutation', () => {
  it('is described here, for each kind of caller', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(MUTATIONS).sort());
  });

  it.each(Object.keys(CASES))(
    '%s is refused to who may not, without a trace, and then done for who may',
    async (name) => {
      const { input, refused, allowed, outcome = successOf(name) } = CASES[name]!;
      const own = name === 'releaseLock' || name === 'createBooking' ? await worldWithLock() : world;
      const variables = input ? { input: input(own) } : {};
      const query = mutationDocument(name);
      await refundsMade();
      const before = await fingerprint(app.database);
      for (const [caller, expected] of Object.entries(refused)) {
        expect({ caller, is: await outcomeOf(clients[caller as CallerName], query, variables) }).toEqual({
          caller,
          is: expected,
        });
      }
      expect(await fingerprint(app.database)).toEqual(before);
      for (const caller of allowed) {
        expect({ caller, is: await outcomeOf(clients[caller], query, variables) }).toEqual({ caller, is: outcome });
      }
    },
  );

  const CHANGES = [
    'duplicateShow',
    'updateShow',
    'publishShow',
    'pauseShow',
    'closeShow',
    'cancelShow',
    'blockSeats',
    'unblockSeats',
  ];
  const SETTINGS = ['createAllotment', 'sellAtBoxOffice', 'createCode', 'updateCode', 'endCode', 'setWaitingRoom'];
  it.each([...CHANGES, ...SETTINGS])('%s does not tell other organisers that there is a draft', async (name) => {
    const { input } = CASES[name]!;
    const variables = {
      input: input!({ ...world, showId: world.draftId, roomShowId: world.draftId, codeId: world.draftCodeId }),
    };
    const query = mutationDocument(name);
    for (const [caller, expected] of Object.entries(OF_DRAFT.refused)) {
      expect(await outcomeOf(clients[caller as CallerName], query, variables)).toBe(expected);
    }
  });
  it.each(['lockSeats', 'lockBestAvailable'])(
    '%s tells nobody but its organiser that there is a draft',
    async (name) => {
      const { input } = CASES[name]!;
      const query = mutationDocument(name);
      const variables = { input: input!({ ...world, showId: world.draftId }) };
      const ofUnknown = { input: input!({ ...world, showId: newId('show') }) };
      for (const caller of ['nobody', 'stranger', 'otherOrganiser'] as const) {
        const answer = await outcomeOf(clients[caller], query, variables);
        expect(answer).toBe(await outcomeOf(clients[caller], query, ofUnknown));
        expect(answer).not.toBe('ShowNotOnSaleError');
      }
      for (const caller of ['organiser', 'admin'] as const) {
        expect(await outcomeOf(clients[caller], query, variables)).toBe('ShowNotOnSaleError');
      }
    },
  );

  it('cancelShow leaves a draft for the eyes of its organiser only', async () => {
    const showId = await createHallShow(clients.organiser);
    const { cancelShow } = await clients.organiser.data<{ cancelShow: object }, object>(
      'mutation ($id: ID!) { cancelShow(input: { showId: $id }) { ... on CancelShowSuccess { show { status } } } }',
      { id: showId },
    );
    expect(cancelShow).toEqual({ show: { status: 'CANCELLED' } });
    const seenBy = async (caller: CallerName) => {
      const { data } = await clients[caller].request<
        { show: object | null; node: object | null; shows: { edges: { node: { id: string } }[] } },
        object
      >('query ($id: ID!) { show(id: $id) { id } node(id: $id) { id } shows(first: 100) { edges { node { id } } } }', {
        id: showId,
      });
      const isListed = data!.shows.edges.some(({ node }) => node.id === showId);
      return { isShown: data!.show !== null, isFound: data!.node !== null, isListed };
    };
    const lockIt = (caller: CallerName) =>
      outcomeOf(clients[caller], mutationDocument('lockSeats'), { input: { showId, seatIds: ['Z1-1-1'] } });
    for (const caller of ['stranger', 'otherOrganiser'] as const) {
      expect(await seenBy(caller)).toEqual({ isShown: false, isFound: false, isListed: false });
      expect(await lockIt(caller)).toBe('NotFoundError');
    }
    expect(await seenBy('nobody')).toEqual({ isShown: false, isFound: false, isListed: false });
    for (const caller of ['organiser', 'admin'] as const) {
      expect(await seenBy(caller)).toEqual({ isShown: true, isFound: true, isListed: true });
    }
  });
});

/** Resolves when the worker has made those that were asked for: it would leave traces of its own. */
async function refundsMade(): Promise<void> {
  await eventually(async () => {
    expect(await app.database.query(`SELECT id FROM refunds WHERE status = 'PENDING'`)).toEqual([]);
  });
}

function successOf(name: string): string {
  return `${name[0]!.toUpperCase()}${name.slice(1)}Success`;
}

/** Another lock of the owner's, which is for that mutation alone. */
async function worldWithLock(): Promise<World> {
  const [seat] = await rows(
    `SELECT id FROM plan_seats WHERE plan_id = $1
        AND NOT EXISTS (SELECT FROM seat_states WHERE seat_id = id AND show_id = '${world.showId}') ORDER BY id LIMIT 1`,
    world.planId,
  );
  return { ...world, lockId: (await lockSeats(clients.owner, world.showId, [seat!.id])).id };
}

const EVERYONE = [...CALLERS];
const OF_BOOKING: CallerName[] = ['owner', 'organiser', 'admin'];
const OF_OFFICE: CallerName[] = ['organiser', 'admin'];

describe('every node', () => {
  const NODES: Record<string, { id: (given: World) => string; visibleTo: CallerName[] }[]> = {
    Show: [
      { id: ({ showId }) => showId, visibleTo: EVERYONE },
      { id: ({ draftId }) => draftId, visibleTo: OF_OFFICE },
    ],
    SeatingPlan: [{ id: ({ planId }) => planId, visibleTo: EVERYONE }],
    PriceTier: [{ id: ({ tierId }) => tierId, visibleTo: EVERYONE }],
    TicketType: [{ id: ({ typeId }) => typeId, visibleTo: EVERYONE }],
    Seat: [
      { id: ({ showId }) => `${showId.replace('show_', 'seat_')}_Z1-1-1`, visibleTo: EVERYONE },
      { id: ({ draftId }) => `${draftId.replace('show_', 'seat_')}_Z1-1-1`, visibleTo: OF_OFFICE },
    ],
    SeatLock: [{ id: ({ lockId }) => lockId, visibleTo: OF_BOOKING }],
    Booking: [{ id: ({ bookingId }) => bookingId, visibleTo: OF_BOOKING }],
    Payment: [{ id: ({ paymentId }) => paymentId, visibleTo: OF_BOOKING }],
    Refund: [{ id: ({ refundId }) => refundId, visibleTo: OF_BOOKING }],
    BookingChangeQuote: [{ id: ({ quoteId }) => quoteId, visibleTo: OF_BOOKING }],
    Ticket: [{ id: ({ ticketId }) => ticketId, visibleTo: OF_BOOKING }],
    PromoCode: [
      { id: ({ codeId }) => codeId, visibleTo: OF_OFFICE },
      { id: ({ draftCodeId }) => draftCodeId, visibleTo: OF_OFFICE },
    ],
    Dispute: [{ id: ({ disputeId }) => disputeId, visibleTo: OF_OFFICE }],
    Notification: [{ id: ({ notificationId }) => notificationId, visibleTo: OF_OFFICE }],
    Allotment: [{ id: ({ allotmentId }) => allotmentId, visibleTo: OF_OFFICE }],
    WaitingRoomEntry: [{ id: ({ entryId }) => entryId, visibleTo: OF_BOOKING }],
  };

  it('is described here, or is public', () => {
    const nodes = schema.getPossibleTypes(schema.getType('Node') as never).map(({ name }) => name);
    expect([...Object.keys(NODES), 'Area', 'Venue'].sort()).toEqual([...nodes].sort());
  });

  it.each(Object.keys(NODES))('%s is there for who may see it, and for others as if there were none', async (type) => {
    for (const { id, visibleTo } of NODES[type]!) {
      for (const caller of CALLERS) {
        const is = await outcomeOf(clients[caller], 'query ($id: ID!) { node(id: $id) { __typename } }', {
          id: id(world),
        });
        expect({ caller, is }).toEqual({ caller, is: visibleTo.includes(caller) ? type : 'null' });
      }
    }
  });

  it.each([
    ['booking', 'bookingId'],
    ['seatLock', 'lockId'],
  ] as const)('is read by the query %s with the same right', async (field, id) => {
    for (const caller of CALLERS) {
      const query = `query ($id: ID!) { ${field}(id: $id) { __typename } }`;
      const is = await outcomeOf(clients[caller], query, { id: world[id] });
      expect({ caller, isRead: is !== 'null' }).toEqual({ caller, isRead: OF_BOOKING.includes(caller) });
    }
  });
});

describe('the bookings of a show', () => {
  const QUERY =
    'query ($id: ID!, $search: String) { bookings(showId: $id, search: $search) { totalCount nodes { id } } }';

  it.each([null, 'Ada', 'Z1-1-1'])(
    'are listed for its organiser, and told to nobody else (search: %s)',
    async (search) => {
      for (const caller of CALLERS) {
        const is = await outcomeOf(clients[caller], QUERY, { id: world.showId, search });
        const refused = caller === 'nobody' || caller === 'expired' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
        expect({ caller, is }).toEqual({ caller, is: OF_OFFICE.includes(caller) ? 'data' : refused });
      }
    },
  );

  it('do not tell other organisers that there is a draft', async () => {
    for (const id of [world.draftId, newId('show')]) {
      expect(await outcomeOf(clients.otherOrganiser, QUERY, { id })).toBe('NOT_FOUND');
    }
    expect(await outcomeOf(clients.organiser, QUERY, { id: world.draftId })).toBe('data');
  });
});

const SHOW_FIELDS = (schema.getType('Show') as GraphQLObjectType).getFields();

describe('a show', () => {
  const ORGANISERS_FIELDS = {
    allotments: 'allotments { name seats { state } }',
    sales: 'sales { sold { seats } }',
    cancellation: 'cancellation { bookings }',
    cancellationPreview: 'cancellationPreview(refund: FULL) { bookings }',
    metrics: 'metrics { seatsSold }',
    codes: 'codes { code uses }',
    bookingRefunds: 'bookingRefunds(first: 1) { edges { node { id } } }',
    statement: 'statement { sold { amount } }',
    seatHoldings: 'seatHoldings(seatIds: ["Z1-1-1"]) { seatId booking { customer { name } } }',
    undeliveredNotifications: 'undeliveredNotifications(first: 1) { totalCount edges { node { id } } }',
  };

  it.each(Object.entries(ORGANISERS_FIELDS))(
    'has %s for its organiser, and all else for everyone',
    async (name, field) => {
      const query = `query ($id: ID!) { show(id: $id) { title ${field} } }`;
      for (const caller of CALLERS) {
        const { data, errors } = await clients[caller].request<{ show: Record<string, unknown> | null }, object>(
          query,
          {
            id: world.showId,
          },
        );
        const isNobody = caller === 'nobody' || caller === 'expired';
        if (OF_OFFICE.includes(caller)) {
          expect({ caller, errors, is: data!.show![name] }).toEqual({
            caller,
            errors: undefined,
            // The show is not cancelled.
            is: name === 'cancellation' ? null : expect.anything(),
          });
          continue;
        }
        expect(errors).toMatchObject([
          { path: ['show', name], extensions: { code: isNobody ? 'UNAUTHENTICATED' : 'FORBIDDEN' } },
        ]);
        expect(data!.show).toEqual({ title: expect.any(String), [name]: null });
      }
    },
  );

  it('has no fields for its organiser beyond those that are described here', () => {
    const guarded = Object.values(SHOW_FIELDS).filter(({ description }) => description?.includes('FORBIDDEN'));
    expect(guarded.map(({ name }) => name).sort()).toEqual(Object.keys(ORGANISERS_FIELDS).sort());
  });

  it('stands in lists, and counts, for who may know of it', async () => {
    const query = '{ shows(first: 100, filter: { status: [DRAFT] }) { totalCount edges { node { id } } } }';
    for (const caller of CALLERS) {
      const { shows } = await clients[caller].data<
        { shows: { totalCount: number | null; edges: { node: { id: string } }[] } },
        object
      >(query);
      const ids = shows.edges.map(({ node }) => node.id);
      expect({ caller, isListed: ids.includes(world.draftId) }).toEqual({
        caller,
        isListed: OF_OFFICE.includes(caller),
      });
      const counts = caller === 'otherOrganiser' || OF_OFFICE.includes(caller);
      expect(shows.totalCount).toBe(counts ? ids.length : null);
    }
  });
});

describe('every subscription', () => {
  const CASES_OF: Record<string, { id: (given: World) => string; refused: string; visibleTo: CallerName[] }[]> = {
    seatMap: [
      { id: ({ showId }) => showId, refused: 'NOT_FOUND', visibleTo: EVERYONE },
      { id: ({ draftId }) => draftId, refused: 'NOT_FOUND', visibleTo: OF_OFFICE },
    ],
    show: [
      { id: ({ showId }) => showId, refused: 'NOT_FOUND', visibleTo: EVERYONE },
      { id: ({ draftId }) => draftId, refused: 'NOT_FOUND', visibleTo: OF_OFFICE },
    ],
    seatLock: [{ id: ({ lockId }) => lockId, refused: 'NOT_FOUND', visibleTo: OF_BOOKING }],
    booking: [{ id: ({ bookingId }) => bookingId, refused: 'NOT_FOUND', visibleTo: OF_BOOKING }],
    waitingRoom: [
      { id: ({ roomShowId }) => roomShowId, refused: 'NOT_FOUND', visibleTo: EVERYONE },
      { id: ({ showId }) => showId, refused: 'NOT_FOUND', visibleTo: [] },
    ],
    waitingRoomEntry: [{ id: ({ entryId }) => entryId, refused: 'NOT_FOUND', visibleTo: OF_BOOKING }],
  };

  it('is described here', () => {
    expect(Object.keys(CASES_OF).sort()).toEqual(Object.keys(SUBSCRIPTIONS).sort());
  });

  it.each(
    Object.keys(CASES_OF).flatMap(
      (name) =>
        [
          [name, 'subscribe'],
          [name, 'subscribeSse'],
        ] as const,
    ),
  )('%s by %s begins for who may follow it, and for nobody else', async (name, transport) => {
    const [argument] = SUBSCRIPTIONS[name]!.args.filter(({ type }) => type instanceof GraphQLNonNull);
    const query = `subscription ($id: ID!) { ${name}(${argument!.name}: $id) { __typename } }`;
    for (const { id, refused, visibleTo } of CASES_OF[name]!) {
      for (const caller of CALLERS) {
        // Over WebSocket an expired token opens no connection at all.
        const client = clients[caller];
        await using subscription = client[transport]<object, object>(query, { id: id(world) });
        const first = await subscription.next().then(
          () => 'begun',
          (error: unknown) => (error instanceof Error ? error.message : JSON.stringify(error)),
        );
        if (caller === 'expired' && transport === 'subscribe') expect(first).not.toBe('begun');
        else if (visibleTo.includes(caller)) expect({ caller, first }).toEqual({ caller, first: 'begun' });
        else expect(first).toMatch(isOfViewer(name, caller) ? 'UNAUTHENTICATED' : refused);
      }
    }
  });

  /** Subscriptions of what is the caller's own need a caller. */
  function isOfViewer(name: string, caller: CallerName): boolean {
    return ['seatLock', 'booking', 'waitingRoomEntry'].includes(name) && (caller === 'nobody' || caller === 'expired');
  }
});

describe('the pictures and files of a booking', () => {
  it('are for who has their address, whoever is logged in, and can not be guessed', async () => {
    const query = 'query ($id: ID!) { booking(id: $id) { calendarUrl receiptUrl tickets { qrCodeUrl } } }';
    const { booking } = await clients.owner.data<
      { booking: { calendarUrl: string; receiptUrl: string; tickets: { qrCodeUrl: string }[] } },
      object
    >(query, { id: world.confirmedId });
    const tokens = [null, await tokenOf('organiser-2', 'organiser'), await tokenOf('organiser', 'organiser', -HOUR_MS)];
    for (const token of tokens) {
      const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
      const statusOf = async (path: string) => (await fetch(new URL(path, app.url), { headers })).status;
      expect(await statusOf(booking.calendarUrl)).toBe(200);
      expect(await statusOf(booking.tickets[0]!.qrCodeUrl)).toBe(200);
      expect(await statusOf(booking.receiptUrl)).toBe(200);
      expect(await statusOf(booking.receiptUrl.replace(world.confirmedId, world.bookingId))).toBe(404);
      expect(await statusOf(booking.receiptUrl.replace(/\.[\w-]{22}\//, `.${'A'.repeat(22)}/`))).toBe(404);
      expect(await statusOf(`/calendar/${world.confirmedId}.ics`)).toBe(404);
      expect(await statusOf(booking.calendarUrl.replace(/\.[\w-]{22}\.ics/, `.${'A'.repeat(22)}.ics`))).toBe(404);
      expect(await statusOf(booking.calendarUrl.replace(world.confirmedId, world.bookingId))).toBe(404);
      expect(await statusOf(`/tickets/${world.ticketId}.png`)).toBe(404);
    }
  });
});
