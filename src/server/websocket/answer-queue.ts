/** Answers of a socket that are made, or on their way to its peer, at a time. */
const AT_ONCE = 8;

/**
 * Lets a socket's queries and mutations have their turn: a burst of them would else be answered at once, and all the answers
 * be held for a peer that does not read them.
 */
export class AnswerQueue {
  readonly #inHand = new Set<string>();
  readonly #waiting: { id: string; begin(): void }[] = [];

  get isEmpty(): boolean {
    return this.#inHand.size === 0;
  }

  /** Resolves when it is the operation's turn. Those that are ahead come first. */
  turn(id: string): Promise<void> {
    if (this.#inHand.size < AT_ONCE) {
      this.#inHand.add(id);
      return Promise.resolve();
    }
    return new Promise((begin) => this.#waiting.push({ id, begin }));
  }

  /** The operation's answer has been sent. Nothing happens when it never had its turn. */
  done(id: string): void {
    if (!this.#inHand.delete(id)) return;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#inHand.add(next.id);
    next.begin();
  }
}
