import { type Parting, partExactly } from './exact-parts.ts';
import { longestStretch } from './free-runs.ts';
import { CheapestOfRuns, findWindows, type Search, type Window } from './window-search.ts';

/** From this party size on parts are the longest runs first instead of the best of all ways to part it. */
const LONG_PARTY = 12;
/** Steps that the choice of the best of all ways may take. */
const MOST_STEPS = 20_000;

/**
 * The windows of a party that can't sit together, in as few parts as there can be, and of those the ones nearest to the
 * focal point; null when there are none, in whatever parts. Parts are of different runs, unless they can't be had otherwise.
 */
export function partParty(search: Search, parting: Parting): Window[] | null {
  const { size, leastPart } = parting;
  const longest = longestStretch(search);
  if (size < 2 * leastPart || longest < leastPart) return null;
  const largest = Math.min(size - leastPart, longest);
  const found = size > LONG_PARTY ? partLongParty(search, parting, largest) : partShortParty(search, parting, largest);
  return found ?? partExactly(search, parting);
}

/** The best of all ways to part it, each part in a run of its own, as far as it is found in so many steps. */
function partShortParty(search: Search, parting: Parting, largest: number): Window[] | null {
  const { size, leastPart } = parting;
  const most = Math.floor(size / leastPart);
  const candidates = new Map<number, readonly Window[]>();
  for (let part = leastPart; part <= largest; part += 1) {
    const sink = new CheapestOfRuns(most);
    findWindows(search, part, sink, parting.leavesOrphans);
    candidates.set(part, sink.windows);
  }
  for (let parts = 2; parts <= most; parts += 1) {
    let best: Choice | null = null;
    for (const sizes of waysToPart(size, parts, { most: largest, least: leastPart })) {
      best = cheapestChoice(sizes, candidates, best);
    }
    if (best) return best.windows;
  }
  return null;
}

interface Choice {
  windows: Window[];
  cost: number;
}

/** One window for each size, each in another run, cheaper than `best`; else `best`. */
function cheapestChoice(
  sizes: readonly number[],
  candidates: ReadonlyMap<number, readonly Window[]>,
  best: Choice | null,
): Choice | null {
  let steps = 0;
  let found = best;
  const chosen: Window[] = [];
  const choose = (at: number, from: number, cost: number): void => {
    if (found && cost >= found.cost) return;
    if (at === sizes.length) {
      found = { windows: [...chosen], cost };
      return;
    }
    const windows = candidates.get(sizes[at]!)!;
    // Of parts of one size the order does not matter.
    const isRepeated = sizes[at + 1] === sizes[at];
    for (let index = from; index < windows.length; index += 1) {
      const window = windows[index]!;
      if (++steps > MOST_STEPS) return;
      if (chosen.some(({ run }) => run === window.run)) continue;
      chosen.push(window);
      choose(at + 1, isRepeated ? index + 1 : 0, cost + window.cost);
      chosen.pop();
    }
  };
  choose(0, 0, 0);
  return found;
}

/** All ways to write `size` as a sum of so many parts, the largest first. */
function* waysToPart(
  size: number,
  parts: number,
  { most, least }: { most: number; least: number },
): Generator<number[]> {
  if (parts === 1) {
    if (size <= most && size >= least) yield [size];
    return;
  }
  for (let part = Math.min(most, size - (parts - 1) * least); part * parts >= size; part -= 1) {
    for (const rest of waysToPart(size - part, parts - 1, { most: part, least })) yield [part, ...rest];
  }
}

/** The longest windows first, so that there are few parts; what is left over is never smaller than the least part. */
function partLongParty(search: Search, { size, leastPart, leavesOrphans }: Parting, largest: number): Window[] | null {
  const parts: Window[] = [];
  const taken: number[] = [];
  let left = size;
  try {
    let part = largest;
    while (left > 0) {
      part = Math.min(part, left);
      if (left - part > 0 && left - part < leastPart) part = left - leastPart;
      const window = part >= leastPart ? cheapest(search, part, leavesOrphans) : null;
      if (!window) {
        if (part <= leastPart) return null;
        part -= 1;
        continue;
      }
      parts.push(window);
      left -= part;
      for (let slot = window.first; slot < window.end; slot += 1) {
        search.board.set(slot, false);
        taken.push(slot);
      }
    }
    return parts;
  } finally {
    for (const slot of taken) search.board.set(slot, true);
  }
}

function cheapest(search: Search, size: number, leavesOrphans: boolean): Window | null {
  const sink = new CheapestOfRuns(1);
  findWindows(search, size, sink, leavesOrphans);
  return sink.windows[0] ?? null;
}
