import type { Announcer } from './announcer.ts';

/** Long enough to be read, and gone before it is in the way. */
const TOAST_MS = 5_000;

/** What is said to the buyer for a moment: to those who hear by the live region, to those who see for as long on the page. */
export class Notices {
  readonly #announcer: Announcer;
  readonly #redraw: () => void;
  #toast: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(announcer: Announcer, redraw: () => void) {
    this.#announcer = announcer;
    this.#redraw = redraw;
  }

  /** What is to be seen now; null: nothing. */
  get toast(): string | null {
    return this.#toast;
  }

  /** To those who hear: who sees, sees it on the page. */
  say(text: string): void {
    this.#announcer.say(text);
  }

  sayAndShow(text: string): void {
    this.#announcer.say(text);
    this.#show(text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(null), TOAST_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #show(text: string | null): void {
    this.#toast = text;
    this.#redraw();
  }
}
