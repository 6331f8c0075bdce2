import { expect, it, vi } from 'vitest';
import { PatienceNotice } from './patience-notice.ts';

it('is there as long as any request waits, and is read out once', () => {
  const say = vi.fn();
  const notice = new PatienceNotice({ say, redraw: () => undefined });
  const shown = [2, 5, null, 3, null, null].map((seconds) => {
    notice.told(seconds);
    return notice.seconds;
  });
  expect(shown).toEqual([2, 5, 5, 5, 5, null]);
  expect(say.mock.calls).toEqual([[2]]);
  notice.told(1);
  expect(notice.seconds).toBe(1);
  expect(say).toHaveBeenCalledTimes(2);
});
