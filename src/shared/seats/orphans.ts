/** The shortest run of free seats that may be left, where the organiser says nothing else: no single seats. */
export const DEFAULT_MINIMUM_RUN = 2;

/**
 * The orphan rule: whether a run of free seats, `length` of them, is too short to be left, given that it was part of one of
 * `lengthBefore`. A run that was as short already is nobody's fault.
 */
export function isOrphanRun(length: number, lengthBefore: number, minimumRun: number): boolean {
  return length > 0 && length < minimumRun && length < lengthBefore;
}

/** What a buyer changes in one segment: seats of a row without a gap between them, by their places from 0 at the left. */
export interface SegmentChange {
  /** How many seats the segment has. */
  length: number;
  /** Anybody can buy it now. Wheelchair places and companion seats are no part of a run: they are not free here. */
  isFree(place: number): boolean;
  /** This buyer holds it now, in whichever of their locks. */
  isHeld(place: number): boolean;
  /** This buyer holds it once the change is made. */
  willHold(place: number): boolean;
  /** It was left in too short a run for want of another choice: that it stands there now is no excuse. None, without. */
  isExcused?(place: number): boolean;
}

/**
 * The places of the free seats that the change leaves in runs that are too short, from left to right; none: it may be made.
 * What counts is the result: all that the buyer holds afterwards against none of it. So a seat that is taken out of the
 * middle of a lock is an orphan like one that was never in it, and two locks of one buyer are judged as one. A run that
 * stands there now, as short, does not count, unless it was excused.
 */
export function orphansLeftBy(change: SegmentChange, minimumRun: number): number[] {
  const { length, isFree, isHeld, willHold, isExcused = () => false } = change;
  const isFreeAfter = (place: number) => (isFree(place) || isHeld(place)) && !willHold(place);
  const isFreeWithout = (place: number) => isFree(place) || isHeld(place) || willHold(place);
  const orphans: number[] = [];
  for (const { start, end } of runsOf(length, isFreeAfter)) {
    const around = runAround(start, length, isFreeWithout);
    if (!isOrphanRun(end - start, around.end - around.start, minimumRun)) continue;
    const now = isFree(start) ? runAround(start, length, isFree) : null;
    const places = Array.from({ length: end - start }, (_, index) => start + index);
    if (now?.start === start && now.end === end && !places.some(isExcused)) continue;
    orphans.push(...places);
  }
  return orphans;
}

/** Places from `start` up to, not including, `end`. */
export interface Run {
  start: number;
  end: number;
}

/** The longest stretches of places for which it holds. */
export function runsOf(length: number, holds: (place: number) => boolean): Run[] {
  const runs: Run[] = [];
  for (let place = 0; place < length; place += 1) {
    if (!holds(place)) continue;
    const run = runAround(place, length, holds);
    runs.push(run);
    place = run.end;
  }
  return runs;
}

/** The run that a place is in, for which it holds. */
function runAround(place: number, length: number, holds: (place: number) => boolean): Run {
  let start = place;
  let end = place + 1;
  while (start > 0 && holds(start - 1)) start -= 1;
  while (end < length && holds(end)) end += 1;
  return { start, end };
}
