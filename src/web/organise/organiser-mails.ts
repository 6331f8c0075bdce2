import type { Refusal } from '../api/box-office-types.ts';
import type { Page } from '../api/connection.ts';
import { Unauthenticated } from '../api/graphql.ts';
import type { OrganiserOffice, UndeliveredMail } from './organiser-office.ts';
import { PeriodicAsking } from './periodic-asking.ts';

export interface OrganiserMailsDeps {
  showId: string;
  office: OrganiserOffice;
  /** Something is different: draw again. */
  onChange(): void;
  onSentAgain(mail: UndeliveredMail): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

const PAGE = 20;
/** As many as the API answers at once. */
const MAX_MAILS = 100;

/** A show's mails that were not delivered: asked for from time to time, and sent again on request. */
export class OrganiserMails {
  readonly #deps: OrganiserMailsDeps;
  readonly #asking: PeriodicAsking<Page<UndeliveredMail>>;
  #first = PAGE;
  #hasMore = false;
  list: readonly UndeliveredMail[] = [];
  isBusy = false;
  /** Of the last try to send one again. */
  refusal: Refusal | null = null;
  isUnreachable = false;
  /** To whom the last one was sent again. */
  sentAgainTo: string | null = null;

  constructor(deps: OrganiserMailsDeps) {
    this.#deps = deps;
    this.#asking = new PeriodicAsking({
      ...deps,
      ask: () => deps.office.undeliveredMails(deps.showId, this.#first),
      take: ({ items, after }) => {
        this.list = items;
        this.#hasMore = after !== null;
      },
    });
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
    await this.#asking.ask();
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
      if (error instanceof Unauthenticated) this.#deps.onSignedOut();
      else this.isUnreachable = true;
    }
    this.isBusy = false;
    await this.#asking.ask();
  }

  dispose(): void {
    this.#asking.end();
  }
}
