/** Says things to screen readers, in the order in which they come. The element is a live region of the page. */
export class Announcer {
  readonly #element: HTMLElement;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  say(text: string): void {
    // The same words again are no change, and would not be read out.
    const isRepeated = this.#element.textContent === text;
    this.#element.textContent = isRepeated ? `${text}\u00a0` : text;
  }
}
