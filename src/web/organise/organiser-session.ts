const KEY = 'seatwire.organiser';
const IN_FRAGMENT = /^#token=([\w.~-]+)$/;

/** Who organises: a token that was pasted, or came in the address (`#token=…`), kept until the tab is closed. */
export class OrganiserSession {
  #token: string | null;

  constructor() {
    this.#token = takeFromAddress() ?? readStored();
    if (this.#token !== null) this.#store();
  }

  get token(): string | null {
    return this.#token;
  }

  /** A link with a token was opened in this tab: whether there was one. */
  takeFromAddress(): boolean {
    const token = takeFromAddress();
    if (token !== null) this.begin(token);
    return token !== null;
  }

  begin(token: string): void {
    this.#token = token;
    this.#store();
  }

  end(): void {
    this.#token = null;
    this.#store();
  }

  #store(): void {
    try {
      if (this.#token === null) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, this.#token);
    } catch {
      // Nothing is kept then: a reload asks again.
    }
  }
}

/** The fragment is never sent to a server; it must not stay in the address bar and the history either. */
function takeFromAddress(): string | null {
  const token = IN_FRAGMENT.exec(location.hash)?.[1] ?? null;
  if (token !== null) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}

function readStored(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
