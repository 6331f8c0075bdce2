import { afterEach, describe, expect, it, vi } from 'vitest';
import { Listeners } from './listeners.ts';

describe('listeners', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it.each([true, false])('go on after one that throws, which is reported once (with reportError: %s)', (hasReport) => {
    const reportError = vi.fn();
    vi.stubGlobal('reportError', hasReport ? reportError : undefined);
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const listeners = new Listeners<[number]>();
    const broken = new Error('broken');
    const heard: number[] = [];
    listeners.add((value) => heard.push(value));
    listeners.add(() => {
      throw broken;
    });
    listeners.add((value) => heard.push(value));
    listeners.tell(7);
    expect(heard).toEqual([7, 7]);
    expect(reportError.mock.calls).toEqual(hasReport ? [[broken]] : []);
    expect(log.mock.calls).toEqual(hasReport ? [] : [[broken]]);
  });

  it('are not called once they are taken away, not even by the same change', () => {
    const listeners = new Listeners<[]>();
    let calls = 0;
    const count = () => {
      calls += 1;
    };
    listeners.add(() => endSecond());
    const endSecond = listeners.add(count);
    listeners.tell();
    expect(calls).toBe(0);
  });

  it('are two when one function is added twice', () => {
    const listeners = new Listeners<[]>();
    let calls = 0;
    const count = () => {
      calls += 1;
    };
    listeners.add(count);
    const end = listeners.add(count);
    listeners.tell();
    end();
    end();
    listeners.tell();
    expect([calls, listeners.size]).toEqual([3, 1]);
  });
});
