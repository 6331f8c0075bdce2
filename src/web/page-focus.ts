/** The part with the focus is gone: the heading of the new one takes it, is read out, and is in sight. Focus elsewhere stays: the heading is said. */
export function showPanel(say: (heading: string) => void): void {
  const panel = document.querySelector<HTMLElement>('.panel')!;
  panel.parentElement!.scrollTop = 0;
  const { top } = panel.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 2) panel.scrollIntoView({ block: 'start' });
  const { activeElement } = document;
  const isElsewhere = activeElement !== document.body && !panel.contains(activeElement);
  const heading = panel.querySelector<HTMLElement>('h2')!;
  if (isElsewhere) say(heading.textContent.trim());
  else heading.focus({ preventScroll: true });
}

/** The keyboard goes on there once it is drawn: what it was at has gone, or something has opened. */
export function focusLater(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}

/** Brings the map back into sight. */
export function showMap(): void {
  document.querySelector('.hall')?.scrollIntoView({ block: 'nearest' });
}

/** Brings what went wrong into sight; the field that it is about takes the focus. */
export function showProblem(): void {
  document.querySelector('.panel [role=alert]')?.scrollIntoView({ block: 'nearest' });
  document.querySelector<HTMLElement>('.panel [aria-invalid=true]')?.focus();
}

/**
 * To be called before the page is drawn anew, for whatever reason: should what has the focus in the order, or among selected
 * seats, go with it, the line before takes it, or the heading. From the words about the connection it goes to the map.
 */
export function keepFocus(): void {
  const panel = document.activeElement?.closest<HTMLElement>('#order, #marked, .notice');
  if (!panel) return;
  if (panel.matches('.notice')) {
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      document.querySelector<HTMLElement>('.hall [role=application]')?.focus({ preventScroll: true });
    });
    return;
  }
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const heirs = panel.querySelectorAll<HTMLElement>('h2, .lines button');
    heirs[heirs.length - 1]?.focus({ preventScroll: true });
  });
}

/** Whether the keyboard was brought to the map to choose a seat for an exchange. */
let isAtMap = false;

/** To the map, where another seat is chosen: it is in sight, and has the keyboard. */
export function goToMap(): void {
  isAtMap = true;
  showMap();
  document.querySelector<HTMLElement>('.hall [role=application]')?.focus({ preventScroll: true });
}

/** Back to the exchange, where a seat is chosen and the keyboard was brought from there. */
export function backFromMap(): void {
  if (isAtMap) focusLater('.exchange .primary');
  isAtMap = false;
}
