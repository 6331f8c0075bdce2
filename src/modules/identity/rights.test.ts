import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { ForbiddenError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { ACTIONS, type Action, assertCan, can, canWithShow, isKnownTo, visibleDrafts } from './rights.ts';

const LINK = { bookingId: newId('booking'), version: 2 };

const CALLERS = {
  nobody: null,
  linked: { id: 'link', role: 'customer', email: null, link: LINK },
  guest: { id: newId('guest'), role: 'customer', email: null },
  customer: { id: 'ada', role: 'customer', email: 'ada@example.org' },
  organiser: { id: 'org', role: 'organiser', email: null },
  admin: { id: 'root', role: 'admin', email: null },
} as const satisfies Record<string, Principal | null>;
type CallerName = keyof typeof CALLERS;

const OFFICE = ['organiser', 'admin'] as const;
/** A show that names the caller as its organiser, or another one. */
const SHOW = { own: ['organiser', 'admin'], others: ['admin'] } as const;
/** A purchase of the caller; of somebody, for a show of the caller's; of somebody, for a show of another organiser. */
const PURCHASE = {
  // Whoever follows a link owns what is held for an exchange of its seats.
  own: ['linked', 'guest', 'customer', 'organiser', 'admin'],
  ofOwnShow: ['organiser', 'admin'],
  others: ['admin'],
} as const;

/** A booking that the link leads to, that an earlier link of it led to, and another one. */
const BOOKING = {
  ...PURCHASE,
  linked: ['linked', 'admin'],
  linkedBefore: ['admin'],
  linkedElsewhere: ['admin'],
} as const;

/** Who may do what, said once more and by hand, so that a slip in the rules shows. */
const EXPECTED: Record<Action, Record<string, readonly CallerName[]>> = {
  buy: { office: ['guest', 'customer', 'organiser', 'admin'] },
  organise: { office: OFFICE },
  'plan.import': { office: OFFICE },
  'show.create': { office: OFFICE },
  'list.count': { office: OFFICE },
  'request.large': { office: OFFICE },
  'address.uncounted': { office: ['customer', 'organiser', 'admin'] },
  'session.renew': { office: ['guest'] },
  'show.read': {
    own: ['organiser', 'admin'],
    others: ['admin'],
    ownPublished: ['nobody', 'linked', 'guest', 'customer', 'organiser', 'admin'],
    othersPublished: ['nobody', 'linked', 'guest', 'customer', 'organiser', 'admin'],
  },
  'show.update': SHOW,
  'show.block': SHOW,
  'show.allot': SHOW,
  'show.sell': SHOW,
  'show.admit': SHOW,
  'show.report': SHOW,
  'show.holders': SHOW,
  'show.bookings': SHOW,
  'show.notifications': SHOW,
  'show.customers': SHOW,
  'show.cancelBookings': SHOW,
  'show.changeBookings': SHOW,
  'lock.unlimited': SHOW,
  'lock.read': PURCHASE,
  'lock.change': { own: PURCHASE.own, ofOwnShow: [], others: [] },
  'lock.release': PURCHASE,
  'booking.read': BOOKING,
  'booking.pay': BOOKING,
  'booking.cancel': BOOKING,
  'booking.correct': PURCHASE,
  'booking.change': BOOKING,
  'booking.refund': { own: ['admin'], ofOwnShow: PURCHASE.ofOwnShow, others: PURCHASE.others },
};

const LINKS: Record<string, typeof LINK> = {
  linked: LINK,
  linkedBefore: { ...LINK, version: 3 },
  linkedElsewhere: { ...LINK, bookingId: newId('booking') },
};

function resourceOf(action: Action, whose: string, caller: Principal | null): unknown {
  const self = caller?.id ?? 'somebody';
  if (whose === 'office') return null;
  const organiserId = /^(own(Published)?|ofOwnShow)$/.test(whose) ? self : 'another';
  const isOfShow = action.startsWith('show.') || action === 'lock.unlimited';
  if (isOfShow) return { organiserId, publishedAt: whose.endsWith('Published') ? new Date() : null };
  if (whose.startsWith('linked')) return { ownerId: 'somebody else', organiserId: 'another', link: LINKS[whose] };
  return { ownerId: whose === 'own' ? self : 'somebody else', organiserId: whose === 'own' ? 'another' : organiserId };
}

const CASES = Object.entries(EXPECTED).flatMap(([action, kinds]) =>
  Object.entries(kinds).flatMap(([whose, allowed]) =>
    Object.entries(CALLERS).map(([name, caller]) => ({
      action: action as Action,
      whose,
      name,
      caller,
      isAllowed: (allowed as readonly string[]).includes(name),
    })),
  ),
);

describe('the table of rights', () => {
  it('is walked whole', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual([...ACTIONS].sort());
  });

  it.each(CASES)('says of $action ($whose) by $name: $isAllowed', ({ action, whose, caller, isAllowed }) => {
    const resource = resourceOf(action, whose, caller) as never;
    expect(can(caller, action, resource)).toBe(isAllowed);
    if (isAllowed) assertCan(caller, action, resource);
    else expect(() => assertCan(caller, action, resource)).toThrow(ForbiddenError);
  });

  it('gives a customer nothing of a show that happens to name their id', () => {
    const show = { organiserId: CALLERS.customer.id, publishedAt: null };
    expect(can(CALLERS.customer, 'show.read', show)).toBe(false);
    expect(can(CALLERS.customer, 'show.report', show)).toBe(false);
  });
});

describe('a right on a purchase whose show is not known yet', () => {
  const ask = async (caller: Principal | null, action: 'booking.read' | 'lock.change', ownerId: string) => {
    let asked = 0;
    const organiserOf = async () => {
      asked += 1;
      return CALLERS.organiser.id;
    };
    return { isAllowed: await canWithShow(caller, action, { ownerId, organiserOf }), asked };
  };

  it.each([
    ['nobody', null, 'booking.read', 'ada', { isAllowed: false, asked: 0 }],
    ['its owner', CALLERS.customer, 'booking.read', 'ada', { isAllowed: true, asked: 0 }],
    ['a stranger', CALLERS.guest, 'booking.read', 'ada', { isAllowed: false, asked: 0 }],
    ['an admin', CALLERS.admin, 'booking.read', 'ada', { isAllowed: true, asked: 0 }],
    ['the organiser of the show', CALLERS.organiser, 'booking.read', 'ada', { isAllowed: true, asked: 1 }],
    ['another organiser', { ...CALLERS.organiser, id: 'other' }, 'booking.read', 'ada', { isAllowed: false, asked: 1 }],
    ['the organiser, who may not', CALLERS.organiser, 'lock.change', 'ada', { isAllowed: false, asked: 0 }],
  ] as const)(
    'is decided for %s with no more questions than needed',
    async (_who, caller, action, ownerId, expected) => {
      expect(await ask(caller, action, ownerId)).toEqual(expected);
    },
  );
});

describe('the drafts that a caller may know of', () => {
  it.each(Object.entries(CALLERS))('are those that %s may read', (_name, caller) => {
    for (const organiserId of ['another', caller?.id ?? 'somebody', null]) {
      for (const publishedAt of [null, new Date()]) {
        const show = { organiserId, publishedAt };
        expect(isKnownTo(visibleDrafts(caller), show)).toBe(can(caller, 'show.read', show));
      }
    }
  });
});

it('is asked for every right: nothing outside identity looks at a caller’s role', async () => {
  const { glob } = await import('node:fs/promises');
  const found: string[] = [];
  for await (const path of glob('src/{modules,graphql,schema,server,app,platform}/**/*.ts')) {
    if (path.includes('/identity/') || path.endsWith('.test.ts')) continue;
    const lines = (await readFile(path, 'utf8')).split('\n');
    found.push(
      ...lines.filter((line) => /\brole\b *[!=]==|\.role\b/.test(line)).map((line) => `${path}: ${line.trim()}`),
    );
  }
  expect(found).toEqual([]);
});
