/** In V8: the header of a string, and its place in the map that finds it. */
const BYTES_PER_TEXT = 64;
const BYTES_PER_CHARACTER = 2;

/** Keeps equal texts once, and knows how much memory they take at most. */
export class SharedTexts {
  readonly #texts = new Map<string, string>();
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** The text, as the object that was there first. */
  share(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    this.add(text);
    return text;
  }

  /** Counts a text that there is only once. */
  add(text: string): void {
    this.#bytes += BYTES_PER_TEXT + BYTES_PER_CHARACTER * text.length;
  }
}
