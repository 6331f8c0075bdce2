import { isAllowedSlot, type Search, type Window } from './window-search.ts';

/** A run of free seats for everybody, slots from `start` up to, not including, `end`, and how parts of a party may sit in it. */
export interface RunTerms {
  start: number;
  end: number;
  /** By place in it: 1 where the wish lets the seat be chosen; null: all. */
  allowed: Uint8Array | null;
  /** No shorter run is left of it; one of 1 is any. */
  minimumRun: number;
  /** No part is smaller. */
  leastPart: number;
}

/** Null where the wish lets none of its seats be chosen. */
export function inRun(search: Search, run: Omit<RunTerms, 'allowed'>): RunTerms | null {
  const { start, end } = run;
  const allowed = new Uint8Array(end - start);
  let count = 0;
  for (let slot = start; slot < end; slot += 1) {
    if (!isAllowedSlot(search, slot)) continue;
    allowed[slot - start] = 1;
    count += 1;
  }
  if (count === 0) return null;
  return { ...run, allowed: count < end - start ? allowed : null };
}

/** How many of a party may sit in the run, in one part or several: all sizes up to `most`, the largest first. */
export function sizesInRun(run: RunTerms, most: number): number[] {
  const { start, end, allowed, minimumRun, leastPart } = run;
  const length = end - start;
  const sizes: number[] = [];
  if (allowed) {
    const after = walk(run).at(-1)!;
    for (let size = most; size > 0; size -= 1) {
      if (endStates(run).some((state) => has(after, state, size))) sizes.push(size);
    }
    return sizes;
  }
  // All of it, or one part at an end of it, which leaves the rest in one piece.
  if (length >= leastPart && length <= most) sizes.push(length);
  for (let size = Math.min(most, length - minimumRun); size >= leastPart; size -= 1) {
    if (size < length) sizes.push(size);
  }
  return sizes;
}

/** Parts with so many seats in the run, which can be had. */
export function windowsInRun(search: Search, run: RunTerms, size: number): Window[] {
  return run.allowed ? walkedWindows(search, run, size) : [nearestWindow(search, run, size)];
}

function nearestWindow(search: Search, { start, end, minimumRun }: RunTerms, size: number): Window {
  let best: Window | null = null;
  for (let first = start; first + size <= end; first += 1) {
    const beside = [first - start, end - first - size];
    if (beside.some((rest) => rest > 0 && rest < minimumRun)) continue;
    const window = windowAt(search, first, first + size, start);
    if (!best || window.cost < best.cost) best = window;
  }
  return best!;
}

function windowAt({ distances: { sums } }: Search, first: number, end: number, run: number): Window {
  return { first, end, cost: sums[end]! - sums[first]!, run };
}

/*
 * A walk along the run, seat by seat, that takes some and leaves others. What matters of the way so far is how it ends: at the run's
 * edge (state 0), with so many seats left (states 1 to minimumRun, the last for as many or more), or with so many taken
 * (the next leastPart states, the last for as many or more). For each state, the sizes that were taken by then are bits of two words.
 */
type Sizes = Uint32Array;

function has(sizes: Sizes, state: number, size: number): boolean {
  return ((sizes[2 * state + (size >> 5)]! >>> (size & 31)) & 1) === 1;
}

/** In these a run may end: a whole part, or enough left. */
function endStates({ minimumRun, leastPart }: RunTerms): number[] {
  return [minimumRun, minimumRun + leastPart];
}

/** From where one comes to a state, and whether it is by taking a seat or by leaving it. */
function statesBefore({ minimumRun, leastPart }: RunTerms, state: number): { from: number[]; takes: boolean } {
  if (state === 0) return { from: [], takes: false };
  if (state <= minimumRun) {
    const from = state === 1 ? [0, minimumRun + leastPart] : [state - 1];
    return { from: state === minimumRun ? [...from, state] : from, takes: false };
  }
  const taken = state - minimumRun;
  const from = taken === 1 ? [0, minimumRun] : [state - 1];
  return { from: taken === leastPart ? [...from, state] : from, takes: true };
}

/** The sizes in each state before the first seat, and after each. Those that two words have no bits for are no party's. */
function walk(run: RunTerms): Sizes[] {
  const states = 1 + run.minimumRun + run.leastPart;
  const steps = Array.from({ length: states }, (_, state) => statesBefore(run, state));
  const first = new Uint32Array(2 * states);
  first[0] = 1;
  const walked = [first];
  for (const isAllowed of run.allowed!) {
    const before = walked.at(-1)!;
    const after = new Uint32Array(2 * states);
    for (const [state, { from, takes }] of steps.entries()) {
      if (takes && isAllowed === 0) continue;
      let [low, high] = [0, 0];
      for (const each of from) {
        low |= before[2 * each]!;
        high |= before[2 * each + 1]!;
      }
      after[2 * state] = takes ? low << 1 : low;
      after[2 * state + 1] = takes ? (high << 1) | (low >>> 31) : high;
    }
    walked.push(after);
  }
  return walked;
}

/** Back along the walk that takes so many. */
function walkedWindows(search: Search, run: RunTerms, size: number): Window[] {
  const walked = walk(run);
  const windows: Window[] = [];
  let state = endStates(run).find((each) => has(walked.at(-1)!, each, size))!;
  let left = size;
  let end: number | null = null;
  for (let place = walked.length - 2; place >= 0; place -= 1) {
    const { from, takes } = statesBefore(run, state);
    const slot = run.start + place;
    if (takes) {
      end ??= slot + 1;
      left -= 1;
    } else if (end !== null) {
      windows.push(windowAt(search, slot + 1, end, run.start));
      end = null;
    }
    state = from.find((each) => has(walked[place]!, each, left))!;
  }
  if (end !== null) windows.push(windowAt(search, run.start, end, run.start));
  return windows.reverse();
}
