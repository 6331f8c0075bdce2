const NARROW = '(max-width: 899px)';

/** Whether there is one column below the map: what a tap on a seat is for comes first in it. */
export function isNarrow(): boolean {
  return matchMedia(NARROW).matches;
}
