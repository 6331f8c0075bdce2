import type { CheckedThing, Lapse, Outlook } from './checked-thing.ts';
import type { BookingStatusRead, RecordedAction, RecordedOperation } from './history.ts';

/** So many that a lock has until a deadline. */
interface Share {
  quantity: number;
  deadline_ms: number;
}

/** What there is to be had of something at a moment: what is free, what locks have until their deadlines, and what is sold. */
interface Counter {
  free: number;
  open: ReadonlyMap<string, Share>;
  sold: ReadonlyMap<string, number>;
}

/** Of a sale that was cancelled: over, whenever that is. */
const CANCELLED_MS = Number.NEGATIVE_INFINITY;

/** Something of which there are `capacity`, all alike: the places of an area, or the uses of a promo code. */
export function counterOf(capacity: number): CheckedThing<Counter> {
  return {
    start: { free: capacity, open: new Map(), sold: new Map() },
    apply,
    lapsed,
    // It is enough that a sale comes right before what goes by it; without it, the share is there as well.
    canMatter({ action: uncertain }, before) {
      if (uncertain.kind === 'take' || uncertain.kind === 'resize' || uncertain.kind === 'release') return true;
      if (uncertain.kind === 'cancellation') return true;
      return uncertain.kind === 'sale' && before.some(({ action }) => lockOf(action) === uncertain.lockId);
    },
    nameOf: ({ free, open }) =>
      `${free};${[...open].map(([lockId, { quantity, deadline_ms }]) => `${lockId},${quantity},${deadline_ms}`)}`,
  };
}

/** Whose share the action is about. */
export function lockOf(action: RecordedAction): string | null {
  return 'lockId' in action ? action.lockId : null;
}

/** Whether it is possible only while the lock has its share. */
export function needsShare(action: RecordedAction): boolean {
  if (action.kind === 'booking')
    return action.status === 'CONFIRMED' || action.status === 'PARTLY_REFUNDED' || action.status === 'PENDING_PAYMENT';
  return ['extension', 'resize', 'release', 'sale', 'cancellation'].includes(action.kind);
}

function apply(counter: Counter, action: RecordedAction): Counter | null {
  const { free, open, sold } = counter;
  switch (action.kind) {
    case 'take':
      if (open.has(action.lockId) || free < action.quantity) return null;
      return withShare(counter, action.lockId, action);
    case 'resize': {
      const share = runningShare(counter, action.lockId);
      if (!share || free + share.quantity < action.quantity) return null;
      return withShare(counter, action.lockId, { ...share, quantity: action.quantity });
    }
    case 'extension': {
      const share = runningShare(counter, action.lockId);
      return share && withShare(counter, action.lockId, { ...share, deadline_ms: action.deadline_ms });
    }
    case 'release':
      return open.has(action.lockId) ? withShare(counter, action.lockId, null) : null;
    case 'sale': {
      const share = open.get(action.lockId);
      if (!share) return sold.has(action.lockId) ? counter : null;
      return { free, open: without(open, action.lockId), sold: new Map(sold).set(action.lockId, share.quantity) };
    }
    case 'cancellation': {
      const quantity = sold.get(action.lockId);
      if (quantity === undefined) return null;
      const share = { quantity, deadline_ms: CANCELLED_MS };
      return { free, open: new Map(open).set(action.lockId, share), sold: without(sold, action.lockId) };
    }
    case 'shortage':
      return isShort(free, action) ? counter : null;
    case 'count':
      return free === action.available ? counter : null;
    case 'booking':
      return isBookedAs(counter, action.lockId, action.status) ? counter : null;
    default:
      throw new Error(`nothing is counted by a ${action.kind}`);
  }
}

/** Others who came to nothing may have been in the way, with so many: then what was told to be left says nothing. */
function isShort(free: number, { quantity, available, inTheWay = 0 }: RecordedAction & { kind: 'shortage' }): boolean {
  if (free >= quantity + inTheWay) return false;
  return available === null || inTheWay > 0 || free === available;
}

function isBookedAs(counter: Counter, lockId: string, status: BookingStatusRead): boolean {
  if (status === 'CONFIRMED' || status === 'PARTLY_REFUNDED') return counter.sold.has(lockId);
  if (status === 'PENDING_PAYMENT') return runningShare(counter, lockId) !== null;
  return !counter.sold.has(lockId) && runningShare(counter, lockId) === null;
}

function runningShare({ open }: Counter, lockId: string): Share | null {
  const share = open.get(lockId);
  return share && share.deadline_ms !== CANCELLED_MS ? share : null;
}

/** With that share of the lock in place of the one that it has; null, or of none: without. */
function withShare({ free, open, sold }: Counter, lockId: string, share: Share | null): Counter {
  const had = open.get(lockId)?.quantity ?? 0;
  const { quantity, deadline_ms } = share ?? { quantity: 0, deadline_ms: 0 };
  const others = quantity > 0 ? new Map(open).set(lockId, { quantity, deadline_ms }) : without(open, lockId);
  return { free: free + had - quantity, open: others, sold };
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

function lapsed(counter: Counter, { action }: RecordedOperation, outlook: Outlook): Lapse<Counter>[] {
  const lapse = (lockIds: readonly string[]): Lapse<Counter> => ({
    state: lockIds.reduce((state, lockId) => withShare(state, lockId, null), counter),
    from_ms: Math.max(...lockIds.map((lockId) => counter.open.get(lockId)!.deadline_ms)),
  });
  if (action.kind === 'booking') {
    return needsShare(action) || !counter.open.has(action.lockId) ? [] : [lapse([action.lockId])];
  }
  const missing = missingFor(counter, action);
  if (missing === null || missing.least <= 0) return [];
  const over = [...counter.open].filter(
    ([lockId, { deadline_ms }]) =>
      deadline_ms <= outlook.until_ms && !outlook.isNeeded(lockId) && lockId !== lockOf(action),
  );
  return smallestChoices(over, missing, outlook).map(lapse);
}

const RANKS: readonly ReturnType<Outlook['endsAs']>[] = ['known to end', 'any', 'perhaps sold'];

interface Missing {
  least: number;
  /** No more than `least` may come free. */
  isExact: boolean;
}

/** What must come free before the action is possible; null: that helps nothing. */
function missingFor({ free, open }: Counter, action: RecordedAction): Missing | null {
  switch (action.kind) {
    case 'take':
      return { least: action.quantity - free, isExact: false };
    case 'resize':
      return { least: action.quantity - (open.get(action.lockId)?.quantity ?? 0) - free, isExact: false };
    case 'count':
      return { least: action.available - free, isExact: true };
    case 'shortage':
      return action.available === null || action.inTheWay ? null : { least: action.available - free, isExact: true };
    default:
      return null;
  }
}

/**
 * The choices of shares that come to what is missing, none of which would do with one share fewer. Of shares of one size the first
 * to end are taken, of those that end in the same way: which of them it was makes no difference.
 */
function smallestChoices(
  shares: readonly [string, Share][],
  { least, isExact }: Missing,
  { endsAs }: Pick<Outlook, 'endsAs'>,
): string[][] {
  const bySize = [...Map.groupBy(shares, ([, { quantity }]) => quantity)]
    .sort(([one], [other]) => other - one)
    .map(([quantity, ofSize]) => ({
      quantity,
      lockIds: ofSize
        .map(([lockId, { deadline_ms }]) => ({ lockId, deadline_ms, rank: RANKS.indexOf(endsAs(lockId)) }))
        .sort((a, b) => a.rank - b.rank || a.deadline_ms - b.deadline_ms)
        .map(({ lockId }) => lockId),
    }));
  const choose = (size: number, left: number): string[][] => {
    if (left <= 0) return isExact && left < 0 ? [] : [[]];
    const group = bySize[size];
    if (!group) return [];
    // The larger ones come first, so that whatever is added is needed.
    return Array.from({ length: group.lockIds.length + 1 }, (_, count) => count).flatMap((count) =>
      (count > 0 && left - (count - 1) * group.quantity <= 0
        ? []
        : choose(size + 1, left - count * group.quantity)
      ).map((rest) => [...group.lockIds.slice(0, count), ...rest]),
    );
  };
  return choose(0, least);
}
