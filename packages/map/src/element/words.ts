import type { Announcer } from '../announcer.ts';

/** Long enough to be read, and gone before it is in the way. */
const SHOWN_MS = 5_000;

/** What is said to the buyer for a moment: to those who hear by a live region, to those who see below the map. */
export class Words {
  /** What is shown is different. */
  onChange: () => void = () => {};
  readonly #announcer: Announcer;
  #shown: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  /** What is to be seen now; null: nothing. */
  get shown(): string | null {
    return this.#shown;
  }

  say(text: string): void {
    this.#announcer.say(text);
  }

  sayAndShow(text: string): void {
    this.#announcer.say(text);
    this.#show(text);
    this.#timer = setTimeout(() => this.#show(null), SHOWN_MS);
  }

  /** Nothing is said of what was. */
  forget(): void {
    this.#announcer.forget();
    this.#show(null);
  }

  #show(text: string | null): void {
    clearTimeout(this.#timer);
    this.#shown = text;
    this.onChange();
  }
}
