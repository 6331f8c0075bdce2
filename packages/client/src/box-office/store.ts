import { Listeners } from '../listeners.ts';

/** A state that is followed while somebody listens. `subscribe` and `getState` need no `this`. */
export abstract class Store<State extends object> {
  readonly #listeners = new Listeners<[]>();
  readonly #initial: State;
  #state: State;

  constructor(initial: State) {
    this.#initial = initial;
    this.#state = initial;
  }

  /** Never changes: there is another one after each change. */
  readonly getState = (): State => this.#state;

  /** As it is before anything has come: what a page has that was rendered on a server. */
  readonly getInitialState = (): State => this.#initial;

  readonly subscribe = (listener: () => void): (() => void) => {
    const remove = this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.followed();
    return () => {
      remove();
      if (this.#listeners.size === 0) this.left();
    };
  };

  protected get isFollowed(): boolean {
    return this.#listeners.size > 0;
  }

  protected set(change: Partial<State>): void {
    const before = this.#state;
    const keys = Object.keys(change) as (keyof State)[];
    if (keys.every((key) => change[key] === before[key])) return;
    this.#state = { ...before, ...change };
    this.#listeners.tell();
  }

  /** The first listener has come. */
  protected abstract followed(): void;

  /** The last listener has gone. */
  protected abstract left(): void;
}
