import type { ShowCancellationQuery } from '../../generated/web/operations.ts';
import type { Outcome, Refusal } from '../api/box-office-types.ts';
import { Unauthenticated } from '../api/graphql.ts';
import { CancelTerms } from './cancel-terms.ts';
import { SHOW_CANCELLATION } from './cancellation.graphql.ts';
import type { OrganiserOffice } from './organiser-office.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import { PeriodicAsking } from './periodic-asking.ts';

type Told = NonNullable<ShowCancellationQuery['show']>;
/** How far the cancellation of a show's bookings is. */
export type Cancellation = NonNullable<Told['cancellation']>;
/** A refund that is handed over at the box office. */
export type HandedRefund = NonNullable<Told['byHand']>['edges'][number]['node'];

export interface CancellationDeskDeps {
  requests: OrganiserRequests;
  office: Pick<OrganiserOffice, 'cancelShow'>;
  show(): { id: string; status: string };
  onChange(): void;
  /** More bookings are cancelled than before. */
  onProgress(): void;
  /** Something that those who can't see the page should hear. */
  onNews(news: 'cancelled' | 'finished'): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

const ASK_EVERY_MS = 1_500;

/** The bookings of a cancelled show in the hands of its organiser: cancelled with their refunds, and followed until nothing is left to do. */
export class CancellationDesk {
  readonly #deps: CancellationDeskDeps;
  readonly #asking: PeriodicAsking<ShowCancellationQuery | null>;
  /** Null: nothing was chosen for the bookings, or the show is not cancelled. */
  cancellation: Cancellation | null = null;
  byHand: readonly HandedRefund[] = [];
  hasMoreByHand = false;
  /** That are not over, where nothing was chosen for them. */
  standing = 0;
  readonly terms: CancelTerms;
  isAsked = false;
  isBusy = false;
  refusal: Refusal | null = null;
  isUnreachable = false;

  constructor(deps: CancellationDeskDeps) {
    this.#deps = deps;
    this.terms = new CancelTerms({ ...deps, showId: deps.show().id });
    this.#asking = new PeriodicAsking({
      ...deps,
      every_ms: ASK_EVERY_MS,
      ask: async () => (this.#isOfInterest ? await this.#look() : null),
      take: (answer) => answer?.show && this.#take(answer.show),
    });
  }

  /** To be asked for at once: the show has been cancelled. */
  look(): void {
    void this.#asking.ask();
  }

  ask(isAsked: boolean): void {
    this.isAsked = isAsked;
    if (isAsked) void this.terms.open();
    this.#deps.onChange();
  }

  /** Cancels the bookings of the show, which is cancelled already. */
  async cancel(): Promise<void> {
    const { office, show, onChange, onSignedOut } = this.#deps;
    if (this.isBusy) return;
    this.isBusy = true;
    this.refusal = null;
    this.isUnreachable = false;
    onChange();
    try {
      const outcome: Outcome<null> = await office.cancelShow(show().id, this.terms.input);
      if (!outcome.ok) this.refusal = outcome.refusal;
    } catch (error) {
      if (error instanceof Unauthenticated) onSignedOut();
      else this.isUnreachable = true;
    }
    this.isBusy = false;
    await this.#asking.ask();
  }

  dispose(): void {
    this.#asking.end();
  }

  /** What would become of all bookings is asked only as long as nothing was chosen for them, which is for good. */
  #look(): Promise<ShowCancellationQuery> {
    const { requests, show } = this.#deps;
    return requests.request(SHOW_CANCELLATION, { id: show().id, isChosen: this.cancellation !== null });
  }

  /** What is finished changes only where a refund that failed is tried again. */
  get #isOfInterest(): boolean {
    if (this.#deps.show().status !== 'CANCELLED') return false;
    const { cancellation } = this;
    return cancellation === null || cancellation.finishedAt === null || cancellation.refundsFailed > 0;
  }

  #take({ cancellation, byHand, NONE }: Told): void {
    const before = this.cancellation;
    this.cancellation = cancellation ?? null;
    this.byHand = byHand?.edges.map(({ node }) => node) ?? [];
    this.hasMoreByHand = byHand?.pageInfo.hasNextPage ?? false;
    this.standing = NONE?.bookings ?? 0;
    if (!cancellation) return;
    if (cancellation.cancelled !== (before?.cancelled ?? 0)) this.#deps.onProgress();
    if (!before) return;
    if (cancellation.finishedAt !== null && before.finishedAt === null) this.#deps.onNews('finished');
    else if (isAllCancelled(cancellation) && !isAllCancelled(before)) this.#deps.onNews('cancelled');
  }
}

export function isAllCancelled({ bookings, cancelled }: Pick<Cancellation, 'bookings' | 'cancelled'>): boolean {
  return cancelled >= bookings;
}
