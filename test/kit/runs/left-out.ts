/** Between a left out suite's name and the reason: how the worker that skips tells the reporter why. */
export const LEFT_OUT = '(left out):';
