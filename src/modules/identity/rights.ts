import { isId } from '../../platform/ids.ts';
import { ForbiddenError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';

/** A show, as far as rights depend on it. */
export interface ShowResource {
  /** Null: of somebody else than the caller. */
  organiserId: string | null;
  /** Null: it never was, whatever has become of it: a draft, or one that was cancelled. */
  publishedAt: Date | null;
}

/** What belongs to a buyer and to a show: a lock or a booking. */
export interface PurchaseResource {
  ownerId: string;
  /** Of the show. Null: of somebody else than the caller. */
  organiserId: string | null;
  /** Set of a booking: which links lead to it. */
  link?: { bookingId: string; version: number };
}

/**
 * Every action that a right is needed for, and what it is done to; null is the box office itself. What is public (a published show,
 * its seat map, a seating plan) is for everyone; the URLs of QR codes and calendar files are their own right to be read.
 */
export interface Actions {
  /** To have things of one's own: a session, locks, bookings. Whoever follows a link to a booking has that alone. */
  buy: null;
  /** To use the operations of organisers at all; whether on this show or booking, is asked beside it. */
  organise: null;
  'plan.import': null;
  'show.create': null;
  /** To have a list counted (`totalCount`). */
  'list.count': null;
  /** To send a request that is larger than a buyer's, such as a seating plan. */
  'request.large': null;
  /** To change locks of the show's seats as often as one likes. */
  'lock.unlimited': ShowResource;
  /** To buy without being counted by network address. */
  'address.uncounted': null;
  /** To have a session without an account renewed. */
  'session.renew': null;
  'show.read': ShowResource;
  /** Title, times, prices and status. */
  'show.update': ShowResource;
  'show.block': ShowResource;
  /** To make allotments of its seats, and to take seats of any. */
  'show.allot': ShowResource;
  /** To sell at the box office. */
  'show.sell': ShowResource;
  /** To set up its waiting room, and to hold its seats without being admitted. */
  'show.admit': ShowResource;
  /** Sales and counters of bookings. */
  'show.report': ShowResource;
  /** Who holds or has booked which seat. */
  'show.holders': ShowResource;
  /** To list and search its bookings, with their customers. */
  'show.bookings': ShowResource;
  /** To correct the customers of its bookings, whatever has become of them. */
  'show.customers': ShowResource;
  /** To read mails to customers of the show, and to have them sent again. */
  'show.notifications': ShowResource;
  /** To cancel bookings of the show once it has begun. */
  'show.cancelBookings': ShowResource;
  /** To change bookings of the show whatever its rules for buyers are. */
  'show.changeBookings': ShowResource;
  'lock.read': PurchaseResource;
  /** To add and remove seats, to extend it, to book it. */
  'lock.change': PurchaseResource;
  'lock.release': PurchaseResource;
  'booking.read': PurchaseResource;
  'booking.pay': PurchaseResource;
  'booking.cancel': PurchaseResource;
  /** To correct its customer until it is paid. */
  'booking.correct': PurchaseResource;
  /** To give tickets of it back while it stands. */
  'booking.change': PurchaseResource;
  /** To give money back beyond what cancelling does, and to have a refund tried again. */
  'booking.refund': PurchaseResource;
}

export type Action = keyof Actions;
/** The actions whose resource is of that kind. */
export type ActionOn<Resource> = { [A in Action]: Actions[A] extends Resource ? A : never }[Action];

type Caller = Principal | null;

const isAdmin = (caller: Caller) => caller?.role === 'admin';
const isOrganiser = (caller: Caller) => caller?.role === 'organiser' || isAdmin(caller);
const isGuest = (caller: Caller) => caller?.role === 'customer' && isId('guest', caller.id);
const buys = (caller: Caller) => caller !== null && caller.link === undefined;
const isAccount = (caller: Caller) => buys(caller) && !isGuest(caller);
/** An organiser has the shows that name them, an admin has all. */
const organises = (caller: Caller, { organiserId }: { organiserId: string | null }) =>
  isAdmin(caller) || (isOrganiser(caller) && caller?.id === organiserId);
const owns = (caller: Caller, { ownerId }: PurchaseResource) => caller?.id === ownerId;
const ownsOrOrganises = (caller: Caller, purchase: PurchaseResource) =>
  owns(caller, purchase) || organises(caller, purchase);
/** By a link that was sent to the customer, and has not ended. */
const isLinkedTo = (caller: Caller, { link }: PurchaseResource) =>
  link !== undefined && caller?.link?.bookingId === link.bookingId && caller.link.version === link.version;
const hasBooking = (caller: Caller, booking: PurchaseResource) =>
  ownsOrOrganises(caller, booking) || isLinkedTo(caller, booking);

/** Who may do what: all of it, and nowhere else. */
const RULES: { readonly [A in Action]: (caller: Caller, resource: Actions[A]) => boolean } = {
  buy: buys,
  organise: isOrganiser,
  'plan.import': isOrganiser,
  'show.create': isOrganiser,
  'list.count': isOrganiser,
  'request.large': isOrganiser,
  'lock.unlimited': organises,
  'address.uncounted': isAccount,
  'session.renew': isGuest,
  'show.read': (caller, show) => show.publishedAt !== null || organises(caller, show),
  'show.update': organises,
  'show.block': organises,
  'show.allot': organises,
  'show.sell': organises,
  'show.admit': organises,
  'show.report': organises,
  'show.holders': organises,
  'show.bookings': organises,
  'show.customers': organises,
  'show.notifications': organises,
  'show.cancelBookings': organises,
  'show.changeBookings': organises,
  'lock.read': ownsOrOrganises,
  'lock.change': owns,
  'lock.release': ownsOrOrganises,
  'booking.read': hasBooking,
  'booking.pay': hasBooking,
  'booking.cancel': hasBooking,
  'booking.correct': ownsOrOrganises,
  'booking.change': hasBooking,
  'booking.refund': organises,
};

/** All of them, for tests that walk the table. */
export const ACTIONS = Object.keys(RULES) as Action[];

/** Whether the caller (null: nobody is logged in) may do that to the resource. */
export function can<A extends Action>(caller: Caller, action: A, resource: Actions[A]): boolean {
  return RULES[action](caller, resource);
}

/** Throws ForbiddenError unless the caller may do that. For what they may know of; else nothing is there: NotFoundError. */
export function assertCan<A extends Action>(caller: Caller, action: A, resource: Actions[A]): void {
  if (!can(caller, action, resource)) throw new ForbiddenError(resource === null ? 'organisers' : 'organiserOfShow');
}

/** The same as `can` for a lock or booking; its show is asked for only where the answer depends on who organises it. */
export async function canWithShow(
  caller: Caller,
  action: ActionOn<PurchaseResource>,
  { organiserOf, ...purchase }: Omit<PurchaseResource, 'organiserId'> & { organiserOf: () => Promise<string | null> },
): Promise<boolean> {
  if (can(caller, action, { ...purchase, organiserId: null })) return true;
  if (caller === null || !can(caller, action, { ...purchase, organiserId: caller.id })) return false;
  return can(caller, action, { ...purchase, organiserId: await organiserOf() });
}

/** Whose drafts a caller may know of: `show.read` in the form that a list's statement can filter by. */
export type VisibleDrafts = 'all' | 'none' | { organiserId: string };

export function visibleDrafts(caller: Caller): VisibleDrafts {
  const seesDraftOf = (organiserId: string | null) => can(caller, 'show.read', { publishedAt: null, organiserId });
  if (seesDraftOf(null)) return 'all';
  return caller !== null && seesDraftOf(caller.id) ? { organiserId: caller.id } : 'none';
}

/** Whether those who may know of these drafts may know of the show. */
export function isKnownTo(drafts: VisibleDrafts, { publishedAt, organiserId }: ShowResource): boolean {
  if (publishedAt !== null || drafts === 'all') return true;
  return drafts !== 'none' && drafts.organiserId === organiserId;
}
