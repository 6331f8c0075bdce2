import { describe, expect, it } from 'vitest';
import { ChangeBell } from './change-bell.ts';

describe('a change bell', () => {
  it('calls everyone who listens for the id, and nobody else', () => {
    const bell = new ChangeBell();
    const heard: string[] = [];
    bell.listen('a', () => heard.push('a1'));
    bell.listen('a', () => heard.push('a2'));
    bell.listen('b', () => heard.push('b'));
    bell.ring('a');
    bell.ring('c');
    expect(heard).toEqual(['a1', 'a2']);
  });

  it('forgets whoever has left, however often they say so, also from within a ring', () => {
    const bell = new ChangeBell();
    const heard: string[] = [];
    const stopFirst = bell.listen('a', () => {
      heard.push('first');
      stopFirst();
    });
    bell.ring('a');
    expect(bell.size).toBe(0);
    const stopSecond = bell.listen('a', () => heard.push('second'));
    // The first one's leaving, said again, is not the second one's.
    stopFirst();
    bell.ring('a');
    stopSecond();
    bell.ring('a');
    expect(heard).toEqual(['first', 'second']);
    expect(bell.size).toBe(0);
  });
});
