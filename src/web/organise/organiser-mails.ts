import type { Refusal } from '../api/box-office-types.ts';
import { Unauthenticated } from '../api/graphql.ts';
import type { OrganiserOffice, UndeliveredMail } from './organiser-office.ts';

export interface OrganiserMailsDeps {
  showId: string;
  office: OrganiserOffice;
  /** Something is different: draw again. */
  onChange(): void;
  onSentAgain(mail: UndeliveredMail): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

const ASK_EVERY_MS = 10_000;
const PAGE = 20;
/** As many as the API answers at once. */
const MAX_MAILS = 100;

/** A show's mails that were not delivered: asked for from time to time, and sent again on request. */
export class OrganiserMails {
  readonly #deps: OrganiserMailsDeps;
  readonly #timer: ReturnType<typeof setInterval>;
  #first = PAGE;
  #hasMore = false;
  #asked = 0;
  list: readonly UndeliveredMail[] = [];
  isBusy = false;
  /** Of the last try to send one again. */
  refusal: Refusal | null = null;
  isUnreachable = false;
  /** To whom the last one was sent again. */
  sentAgainTo: string | null = null;

  constructor(deps: OrganiserMailsDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => document.visibilityState === 'visible' && void this.#ask(), ASK_EVERY_MS);
    void this.#ask();
  }

  get canShowMore(): boolean {
    return this.#hasMore && this.#first < MAX_MAILS;
  }

  /** There are more than are ever shown. */
  get areTooMany(): boolean {
    return this.#hasMore && this.#first === MAX_MAILS;
  }

  async showMore(): Promise<void> {
    this.#first = MAX_MAILS;
    await this.#ask();
  }

  async sendAgain(mail: UndeliveredMail): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.refusal = null;
    this.sentAgainTo = null;
    this.#deps.onChange();
    try {
      const outcome = await this.#deps.office.resendMail(mail.id);
      this.isUnreachable = false;
      if (outcome.ok) {
        this.sentAgainTo = mail.recipient;
        this.#deps.onSentAgain(mail);
      } else this.refusal = outcome.refusal;
    } catch (error) {
      this.#failed(error, true);
    }
    this.isBusy = false;
    await this.#ask();
  }

  dispose(): void {
    clearInterval(this.#timer);
    // What is still on its way changes nothing any more.
    this.#asked += 1;
  }

  async #ask(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const { items, after } = await this.#deps.office.undeliveredMails(this.#deps.showId, this.#first);
      if (asked !== this.#asked) return;
      this.list = items;
      this.#hasMore = after !== null;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#failed(error, false);
    }
    this.#deps.onChange();
  }

  #failed(error: unknown, isOfResend: boolean): void {
    if (error instanceof Unauthenticated) this.#deps.onSignedOut();
    // The desk says so by itself of what is asked from time to time.
    else if (isOfResend) this.isUnreachable = true;
  }
}
