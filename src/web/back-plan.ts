/** What is open within the page, by name, with what is needed to open it again. */
export type Parts = Readonly<Record<string, unknown>>;

export type BackPlan =
  | { kind: 'none' }
  /** Something was opened: a new entry of the history. */
  | { kind: 'push' }
  /** The present entry stands for something else now. */
  | { kind: 'replace' }
  /** What the last entries stand for is closed: they are taken back. */
  | { kind: 'back'; entries: number };

/** What is to become of the history's entries when `now` is open; `entries`: what was open at each, the present one last. */
export function planOf(entries: readonly Parts[], now: Parts): BackPlan {
  const present = entries.at(-1)!;
  const last = entries.length - 1;
  const isOpened = Object.keys(now).some((name) => !(name in present));
  const isClosed = Object.keys(present).some((name) => !(name in now));
  // In place of what was open, as tickets are in place of their payment.
  if (isOpened) return { kind: isClosed ? 'replace' : 'push' };
  const first = entries.findIndex((parts, index) => index < last && isSame(parts, now));
  if (first >= 0) return { kind: 'back', entries: last - first };
  return { kind: isClosed ? 'replace' : 'none' };
}

function isSame(a: Parts, b: Parts): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b);
}
