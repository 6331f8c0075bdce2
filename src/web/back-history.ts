import { type Parts, planOf } from './back-plan.ts';

export interface BackHistoryDeps {
  /** What is open now. */
  openParts(): Parts;
  /** Closes parts and opens others, as well as it can. */
  change(change: { close: string[]; open: Parts }): Promise<void> | void;
  /** The address that belongs to what is open. */
  urlOf(parts: Parts): URL;
}

/** What an entry of the browser's history keeps. */
interface Kept {
  /** What was open at this entry and at each before it, the page's first at the front. */
  parts: Parts[];
}

const KEY = 'seatwire';

/**
 * Makes the browser's Back close what was last opened within the page, and Forward open it again. Each thing that is opened
 * becomes an entry of the history; what is closed by its own button takes its entry back.
 */
export class BackHistory {
  readonly #deps: BackHistoryDeps;
  readonly #ending = new AbortController();
  /** Null until the page has begun. */
  #parts: Parts[] | null = null;
  /** What was open at some moment before the page had begun, by name. */
  readonly #seen = new Set<string>();
  /** Entries are being gone back because what they stand for is closed already. */
  #isTidying = false;
  #isChanging = false;
  /** Entries of the page that Forward leads to, as far as is known. */
  #ahead = 0;
  /** An entry that stands for nothing any more is being passed on the way forward. */
  #isPassing = false;

  constructor(deps: BackHistoryDeps) {
    this.#deps = deps;
    const { signal } = this.#ending;
    addEventListener('popstate', ({ state }) => void this.#went(keptIn(state)), { signal });
    // The parts as they are now, for a reload.
    addEventListener('pagehide', () => this.#hidden(), { signal });
    addEventListener('pageshow', () => scrollsByItself(false), { signal });
    scrollsByItself(false);
  }

  /**
   * To be called when the page can tell what is open: opens what was open before a reload, but for what the buyer has closed again
   * since, as the address alone opens a booking long before.
   */
  async begin(): Promise<void> {
    const kept = keptIn(history.state);
    if (kept) {
      const isOpen = this.#deps.openParts();
      const closed = [...this.#seen].filter((name) => !(name in isOpen));
      await this.#change({ close: [], open: without(kept.parts.at(-1)!, closed) });
    }
    this.#parts = [...(kept?.parts.slice(0, -1) ?? []), this.#deps.openParts()];
    this.#keep();
    this.sync();
  }

  /** To be called after each change of what is open. */
  sync(): void {
    if (!this.#parts) for (const name of Object.keys(this.#deps.openParts())) this.#seen.add(name);
    if (!this.#parts || this.#isTidying || this.#isChanging || this.#isPassing) return;
    const now = this.#deps.openParts();
    const plan = planOf(this.#parts, now);
    switch (plan.kind) {
      case 'none':
        return;
      case 'push':
        this.#parts.push(now);
        this.#ahead = 0;
        history.pushState(this.#state(), '', this.#deps.urlOf(now));
        return;
      case 'replace':
        this.#parts[this.#parts.length - 1] = now;
        this.#keep();
        return;
      case 'back':
        this.#isTidying = true;
        history.go(-plan.entries);
    }
  }

  end(): void {
    this.#ending.abort();
    scrollsByItself(true);
  }

  #hidden(): void {
    this.#keep();
    // A reload, and the way back from another page, begin where the page was.
    scrollsByItself(true);
  }

  async #went(kept: Kept | null): Promise<void> {
    if (!this.#parts) return;
    this.#isPassing = false;
    if (!kept) {
      // A link to a part of the page (`#seat-list`): the browser has made an entry, and nothing is open that was not.
      this.#parts = [...this.#parts, this.#parts.at(-1)!];
      this.#ahead = 0;
      this.#keep();
      return;
    }
    const open = this.#deps.openParts();
    const goal = kept.parts.at(-1)!;
    const isBack = kept.parts.length < this.#parts.length;
    this.#ahead = Math.max(0, this.#ahead + this.#parts.length - kept.parts.length);
    this.#parts = kept.parts;
    const close = Object.keys(open).filter((name) => !(name in goal));
    if (this.#isTidying) this.#isTidying = false;
    else if (isBack) {
      await this.#change({ close, open: {} });
      // What was closed before by its own button is not opened by going back.
      this.#parts[this.#parts.length - 1] = only(goal, Object.keys(open));
      if (close.length === 0) {
        // Nothing was to be closed: Back would have done nothing.
        history.back();
        return;
      }
    } else {
      const opened = without(goal, Object.keys(open));
      if (close.length + Object.keys(opened).length === 0 && this.#ahead > 0) {
        // What it stood for is over, as a hold is that was booked: Forward would have done nothing.
        this.#isPassing = true;
        history.forward();
        return;
      }
      await this.#change({ close, open: opened });
    }
    this.#keep();
    this.sync();
  }

  async #change(change: { close: string[]; open: Parts }): Promise<void> {
    this.#isChanging = true;
    try {
      await this.#deps.change(change);
    } finally {
      this.#isChanging = false;
    }
  }

  /** Writes the parts as they are into the present entry. */
  #keep(): void {
    if (!this.#parts || this.#isTidying) return;
    const names = Object.keys(this.#parts.at(-1)!);
    const now = this.#deps.openParts();
    this.#parts[this.#parts.length - 1] = { ...this.#parts.at(-1), ...only(now, names) };
    history.replaceState(this.#state(), '', this.#deps.urlOf(now));
  }

  #state(): { [KEY]: Kept } {
    return { [KEY]: { parts: this.#parts! } };
  }
}

/**
 * Between entries of the page the browser must not scroll: what is opened or closed brings itself into sight, and would be
 * scrolled away from a moment later.
 */
function scrollsByItself(does: boolean): void {
  history.scrollRestoration = does ? 'auto' : 'manual';
}

function keptIn(state: unknown): Kept | null {
  const kept = (state as { [KEY]?: Kept } | null)?.[KEY];
  return kept && Array.isArray(kept.parts) && kept.parts.length > 0 ? { parts: [...kept.parts] } : null;
}

function only(parts: Parts, names: readonly string[]): Parts {
  return Object.fromEntries(Object.entries(parts).filter(([name]) => names.includes(name)));
}

function without(parts: Parts, names: readonly string[]): Parts {
  return Object.fromEntries(Object.entries(parts).filter(([name]) => !names.includes(name)));
}
