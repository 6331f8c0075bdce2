/** Long enough to be read out; later, whoever reads the page line by line would take it for what is so now. */
const KEPT_MS = 10_000;

/** Says things to screen readers, in the order in which they come. The element is a live region of the page. */
export class Announcer {
  readonly #element: HTMLElement;
  #forgetting: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  say(text: string): void {
    // The same words again are no change, and would not be read out.
    const isRepeated = this.#element.textContent === text;
    this.#element.textContent = isRepeated ? `${text}\u00a0` : text;
    clearTimeout(this.#forgetting);
    this.#forgetting = setTimeout(() => this.forget(), KEPT_MS);
  }

  forget(): void {
    clearTimeout(this.#forgetting);
    this.#element.textContent = '';
  }
}
