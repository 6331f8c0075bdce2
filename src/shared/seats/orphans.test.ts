import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orphansLeftBy } from './orphans.ts';

/**
 * A segment, one letter a seat: `.` free, `x` somebody's, `-` free and to be held, `h` held and kept, `o` held and given back.
 */
function orphansOf(segment: string, minimumRun = 2): number[] {
  const is = (letters: string) => (place: number) => letters.includes(segment[place]!);
  return orphansLeftBy({ length: segment.length, isFree: is('.-'), isHeld: is('ho'), willHold: is('-h') }, minimumRun);
}

describe('the orphan rule', () => {
  it.each([
    ['a seat left at the edge', '.--...', [0]],
    ['a seat left at either edge', '.--.', [0, 3]],
    ['a seat left between two seats that are taken', '..-.-..', [3]],
    ['a seat left beside somebody else’s', '...--.x', [5]],
    ['the middle of a lock given back', 'xhohx', [2]],
    ['an end of a lock given back', 'xohhx', [1]],
    ['a seat left between two locks of one buyer', '..h.-..', [3]],
  ])('names %s', (_what, segment, orphans) => {
    expect(orphansOf(segment)).toEqual(orphans);
  });

  it.each([
    ['a run that is taken whole', 'x---x'],
    ['two seats that are left', '..--..'],
    ['a run that was short already', 'x.x--x'],
    ['a run that was short already, beside what is given back elsewhere', 'x.x-oohh'],
    ['the only free seat being taken', 'x-x'],
    ['a lock given back to the end of a longer run', 'hhoo..'],
  ])('does not mind %s', (_what, segment) => {
    expect(orphansOf(segment)).toEqual([]);
  });

  it('counts a run as too short below the minimum that the organiser has set', () => {
    expect(orphansOf('..---', 3)).toEqual([0, 1]);
    expect(orphansOf('...--', 3)).toEqual([]);
    expect(orphansOf('.--', 1)).toEqual([]);
  });

  it('is broken, by taking seats, exactly where a run that is too short was not there before', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[.x-]{1,14}$/), fc.integer({ min: 1, max: 4 }), (segment, minimumRun) => {
        const before = new Set(runsIn(segment.replaceAll('-', '.')));
        const short = runsIn(segment.replaceAll('-', 'x')).filter((run) => !before.has(run));
        const places = short.map((run) => run.split(',').map(Number)).filter((run) => run.length < minimumRun);
        expect(orphansOf(segment, minimumRun)).toEqual(places.flat());
      }),
    );
  });
});

/** The stretches of `.`, each as its places. */
function runsIn(segment: string): string[] {
  return [...segment.matchAll(/\.+/g)].map(({ 0: run, index }) => [...run].map((_, at) => index + at).join());
}
