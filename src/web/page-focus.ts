/** The part with the focus is gone: the heading of the new one takes it, is read out, and is in sight. */
export function showPanel(): void {
  const panel = document.querySelector<HTMLElement>('.panel')!;
  panel.parentElement!.scrollTop = 0;
  const { top } = panel.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 2) panel.scrollIntoView({ block: 'start' });
  const { activeElement } = document;
  const isElsewhere = activeElement !== document.body && !panel.contains(activeElement);
  if (!isElsewhere) panel.querySelector<HTMLElement>('h2')!.focus({ preventScroll: true });
}

/** Brings what went wrong into sight; the field that it is about takes the focus. */
export function showProblem(): void {
  document.querySelector('.panel [role=alert]')?.scrollIntoView({ block: 'nearest' });
  document.querySelector<HTMLElement>('.panel [aria-invalid=true]')?.focus();
}

/** To be called before a panel is drawn anew: should what has the focus go with it, the line before takes it, or the heading. */
export function keepFocus(selector: '#order' | '#marked'): void {
  const panel = document.querySelector<HTMLElement>(selector);
  if (!panel?.contains(document.activeElement)) return;
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const heirs = panel.querySelectorAll<HTMLElement>('h2, .lines button');
    heirs[heirs.length - 1]?.focus({ preventScroll: true });
  });
}
