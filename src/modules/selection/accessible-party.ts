import { insertByCost, isAllowedSlot, type Search, slotsOf } from './window-search.ts';

/** A party with somebody who needs a wheelchair place. */
export interface AccessibleParty {
  quantity: number;
  /** How many of them are on wheelchair places: at least one. */
  accessible: number;
  /** How many of them are to have companion seats, as far as there are some. */
  companions: number;
}

/** Of so many wheelchair places, those nearest to the focal point, one is tried after the other as the party's middle. */
const MOST_MIDDLES = 8;

interface Seating {
  slots: number[];
  /** How many of them are companion seats. */
  companions: number;
}

/**
 * Seats for the party: side by side where a row has them so, else around a wheelchair place, in its block (the plan's zone)
 * where that has enough seats. As many companion seats as were asked for come before sitting side by side. Null when there
 * are not enough seats.
 */
export function seatAccessibleParty(search: Search, party: AccessibleParty): number[] | null {
  const beside = sideBySide(search, party);
  if (beside?.companions === party.companions) return beside.slots;
  const inBlock = around(search, party, true);
  if (beside && beside.companions >= (inBlock?.companions ?? 0)) return beside.slots;
  return (inBlock ?? around(search, party, false))?.slots ?? null;
}

/** The nearest window in which there are as many wheelchair places as are needed, and as many companion seats as can be. */
function sideBySide(search: Search, party: AccessibleParty): Seating | null {
  const { seats, segments, reserved } = search.board.layout;
  let best: Seating & { cost: number } = { slots: [], companions: -1, cost: Number.POSITIVE_INFINITY };
  let last = -1;
  for (const place of reserved) {
    const segment = segments[place]!;
    if (segment === last || !seats[place]!.accessible) continue;
    last = segment;
    best = nearestWindow(search, { party, segment }, best);
  }
  return best.companions < 0 ? null : best;
}

/**
 * The best window of the segment where there is a better one than `best`. One pass: a plan may have nothing but wheelchair
 * places, and each of them is in as many windows as the party has people.
 */
function nearestWindow(
  search: Search,
  { party, segment }: { party: AccessibleParty; segment: number },
  best: Seating & { cost: number },
): Seating & { cost: number } {
  const { quantity, accessible, companions } = party;
  const { board, distances } = search;
  const { seats, starts } = board.layout;
  const start = starts[segment]!;
  const within = { taken: 0, places: 0, companions: 0 };
  const count = (slot: number, sign: 1 | -1): void => {
    if (!isFree(search, slot)) within.taken += sign;
    else if (seats[slot]!.accessible) within.places += sign;
    else if (seats[slot]!.companion) within.companions += sign;
  };
  let found = best;
  for (let end = start + 1; end <= starts[segment + 1]!; end += 1) {
    const first = end - quantity;
    count(end - 1, 1);
    if (first > start) count(first - 1, -1);
    if (first < start || within.taken > 0 || within.places !== accessible || within.companions > companions) continue;
    const cost = distances.sums[end]! - distances.sums[first]!;
    if (within.companions > found.companions || (within.companions === found.companions && cost < found.cost)) {
      found = { slots: slotsOf({ first, end }), companions: within.companions, cost };
    }
  }
  return found;
}

/** The party that is closest together around a wheelchair place. */
function around(search: Search, party: AccessibleParty, inOneBlock: boolean): Seating | null {
  const blocks = freeBlocks(search, inOneBlock).filter((block) => hasRoom(block, party));
  const { of } = search.distances;
  const middles = blocks
    .flatMap((block) => block.places.map((middle) => ({ middle, block })))
    .sort((a, b) => of[a.middle]! - of[b.middle]!)
    .slice(0, MOST_MIDDLES);
  let best: number[] | null = null;
  let [mostCompanions, closest] = [-1, Number.POSITIVE_INFINITY];
  for (const { middle, block } of middles) {
    const { slots, companions, spread } = partyAround(search, { party, middle, block });
    if (companions > mostCompanions || (companions === mostCompanions && spread < closest)) {
      [best, mostCompanions, closest] = [slots, companions, spread];
    }
  }
  return best && { slots: best, companions: mostCompanions };
}

/** Slots of free seats. */
interface Block {
  places: number[];
  companions: number[];
  others: number[];
}

/** Of each of the plan's zones, or of all of them as one. */
function freeBlocks(search: Search, byZone: boolean): Block[] {
  const { seats } = search.board.layout;
  const blocks = new Map<string, Block>();
  for (const slot of seats.keys()) {
    if (!isFree(search, slot)) continue;
    const seat = seats[slot]!;
    const zone = byZone ? seat.zone : '';
    let block = blocks.get(zone);
    if (!block) {
      block = { places: [], companions: [], others: [] };
      blocks.set(zone, block);
    }
    if (seat.accessible) block.places.push(slot);
    else if (seat.companion) block.companions.push(slot);
    else block.others.push(slot);
  }
  return [...blocks.values()];
}

function hasRoom(
  { places, companions, others }: Block,
  { quantity, accessible, companions: wanted }: AccessibleParty,
): boolean {
  return places.length >= accessible && Math.min(companions.length, wanted) + others.length >= quantity - accessible;
}

function partyAround(
  { board }: Search,
  { party, middle, block }: { party: AccessibleParty; middle: number; block: Block },
): Seating & { spread: number } {
  const { seats } = board.layout;
  const { x, y } = seats[middle]!;
  const distanceOf = (slot: number) => Math.hypot(seats[slot]!.x - x, seats[slot]!.y - y);
  const places = nearest(block.places, party.accessible, distanceOf);
  const companions = nearest(block.companions, party.companions, distanceOf);
  const others = nearest(block.others, party.quantity - places.length - companions.length, distanceOf);
  const slots = [...places, ...companions, ...others];
  return {
    slots,
    companions: companions.length,
    spread: slots.reduce((sum, slot) => sum + distanceOf(slot), 0),
  };
}

function nearest(slots: readonly number[], count: number, distanceOf: (slot: number) => number): number[] {
  const found: { slot: number; cost: number }[] = [];
  for (const slot of slots) {
    const cost = distanceOf(slot);
    if (found.length >= count && cost >= (found.at(-1)?.cost ?? 0)) continue;
    insertByCost(found, { slot, cost });
    if (found.length > count) found.pop();
  }
  return found.map(({ slot }) => slot);
}

function isFree(search: Search, slot: number): boolean {
  return search.board.free[slot] === 1 && isAllowedSlot(search, slot);
}
