import type { PreviewFragment } from '../../generated/web/operations.ts';
import { Unauthenticated } from '../api/graphql.ts';
import { CANCELLATION_PREVIEWS } from './cancellation.graphql.ts';
import type { OrganiserRequests } from './organiser-requests.ts';

/** What of the money of its bookings goes back when a show is cancelled. */
export type CancellationRefund = 'FULL' | 'WITHOUT_FEES' | 'NONE';
/** LATER: bookings stay. */
export type CancelChoice = CancellationRefund | 'LATER';

export type Preview = PreviewFragment;

export interface CancelTermsDeps {
  requests: Pick<OrganiserRequests, 'request'>;
  showId: string;
  onChange(): void;
  onSignedOut(): void;
}

/** What is chosen for the bookings of a show before it is cancelled, and what would go back. */
export class CancelTerms {
  readonly #deps: CancelTermsDeps;
  #asked = 0;
  choice: CancelChoice = 'FULL';
  reason = '';
  /** Null: not told yet. */
  previews: Readonly<Record<CancellationRefund, Preview>> | null = null;
  /** It can't be told. */
  isUnknown = false;

  constructor(deps: CancelTermsDeps) {
    this.#deps = deps;
  }

  /** Whether there is anything to choose. */
  get hasBookings(): boolean {
    return this.previews === null || this.previews.FULL.bookings > 0;
  }

  /** Of what would go back by the choice; null: nothing is to be told. */
  get preview(): Preview | null {
    return this.choice === 'LATER' ? null : (this.previews?.[this.choice] ?? null);
  }

  /** As it is sent with the cancellation. */
  get input(): { refund?: CancellationRefund; reason?: string } {
    if (this.choice === 'LATER') return {};
    const reason = this.reason.trim();
    return { refund: this.choice, ...(reason !== '' && this.hasBookings && { reason }) };
  }

  /** Asks what was paid, anew each time. */
  async open(): Promise<void> {
    const { requests, showId, onChange, onSignedOut } = this.#deps;
    this.#asked += 1;
    const asked = this.#asked;
    this.choice = 'FULL';
    this.reason = '';
    this.previews = null;
    this.isUnknown = false;
    try {
      const { show } = await requests.request(CANCELLATION_PREVIEWS, { id: showId });
      if (asked !== this.#asked) return;
      const { FULL, WITHOUT_FEES, NONE } = show ?? {};
      if (FULL && WITHOUT_FEES && NONE) this.previews = { FULL, WITHOUT_FEES, NONE };
      else this.isUnknown = true;
    } catch (error) {
      if (asked !== this.#asked) return;
      if (error instanceof Unauthenticated) onSignedOut();
      this.isUnknown = true;
    }
    onChange();
  }

  choose(choice: CancelChoice): void {
    this.choice = choice;
    this.#deps.onChange();
  }

  type(reason: string): void {
    this.reason = reason;
  }
}
