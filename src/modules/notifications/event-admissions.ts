import type { MailLimit } from './mail-limit.ts';

/** Events whose effects never come to be committed are forgotten when there are more: the newest are those that are tried again. */
const MOST_KEPT = 2_000;

/**
 * What the limit has said of each event's recipients, until the event's effect is committed: the limit is no part of the transaction, and an
 * event whose transaction was rolled back comes again, which counts no second mail.
 */
export class EventAdmissions {
  readonly #limit: MailLimit;
  readonly #saidOf = new Map<string, Map<string, boolean>>();

  constructor(limit: MailLimit) {
    this.#limit = limit;
  }

  admits(eventId: string, recipient: string): Promise<boolean> {
    return this.#once(eventId, `unpaid ${recipient}`, () => this.#limit.admits(recipient));
  }

  admitsFreeTickets(eventId: string, recipient: string): Promise<boolean> {
    return this.#once(eventId, `free ${recipient}`, () => this.#limit.admitsFreeTickets(recipient));
  }

  /** The event has had its effect, and does not come again. */
  forget(eventId: string): void {
    this.#saidOf.delete(eventId);
  }

  async #once(eventId: string, counted: string, ask: () => Promise<boolean>): Promise<boolean> {
    const known = this.#saidOf.get(eventId)?.get(counted);
    if (known !== undefined) return known;
    const admitted = await ask();
    const said = this.#saidOf.get(eventId) ?? new Map<string, boolean>();
    this.#saidOf.set(eventId, said.set(counted, admitted));
    if (this.#saidOf.size > MOST_KEPT) this.#saidOf.delete(this.#saidOf.keys().next().value!);
    return admitted;
  }
}
