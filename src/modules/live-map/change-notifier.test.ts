import { describe, expect, it } from 'vitest';
import { ChangeNotifier } from './change-notifier.ts';

describe('a change notifier', () => {
  it('calls everyone who listens for the id, and nobody else', () => {
    const notifier = new ChangeNotifier();
    const heard: string[] = [];
    notifier.listen('a', () => heard.push('a1'));
    notifier.listen('a', () => heard.push('a2'));
    notifier.listen('b', () => heard.push('b'));
    notifier.notify('a');
    notifier.notify('c');
    expect(heard).toEqual(['a1', 'a2']);
  });

  it('forgets whoever has left, however often they say so, also from within a notify', () => {
    const notifier = new ChangeNotifier();
    const heard: string[] = [];
    const stopFirst = notifier.listen('a', () => {
      heard.push('first');
      stopFirst();
    });
    notifier.notify('a');
    expect(notifier.size).toBe(0);
    const stopSecond = notifier.listen('a', () => heard.push('second'));
    // The first one's leaving, said again, is not the second one's.
    stopFirst();
    notifier.notify('a');
    stopSecond();
    notifier.notify('a');
    expect(heard).toEqual(['first', 'second']);
    expect(notifier.size).toBe(0);
  });
});
