import './booking.css';
import type { TemplateResult } from 'lit-html';
import { IntentKeys } from '../../../packages/client/src/box-office/intent-keys.ts';
import type { Announcer } from '../../../packages/map/src/announcer.ts';
import { createHall, type Hall } from '../../../packages/map/src/hall/hall.ts';
import { type BoxOffice, createBoxOffice } from '../api/box-office.ts';
import type { Show } from '../api/box-office-types.ts';
import { createFollower } from '../api/follow.ts';
import { type GraphqlClient, Unauthenticated } from '../api/graphql.ts';
import type { ServerClock } from '../api/server-clock.ts';
import type { Language } from '../i18n/language.ts';
import { loadPlan } from '../load-plan.ts';
import { focusLater } from '../page-focus.ts';
import type { ViewContext } from '../views/view-context.ts';
import { LINKED_BOOKING } from './booking.graphql.ts';
import { bookingTextsIn } from './booking-texts.ts';
import { type BookingLink, linkSession } from './link-session.ts';
import type { BookingProblem, LinkedBooking } from './linked-booking.ts';
import { bookingView, endedLinkView } from './views/booking-view.ts';

export interface BookingPageDeps {
  endpoint: string;
  link: BookingLink;
  graphql: GraphqlClient;
  clock: ServerClock;
  announcer: Announcer;
  context(): ViewContext;
  language(): Language;
  redraw(): void;
}

/** The page of one booking, for whoever follows the link that its customer was sent: as it is now, and with what its buyer may do. */
export class BookingPage {
  readonly #deps: BookingPageDeps;
  readonly #boxOffice: BoxOffice;
  #booking: LinkedBooking | null = null;
  #show: Show | null = null;
  #hall: Hall | null = null;
  #isAsking = false;
  #isBusy = false;
  #problem: BookingProblem | null = null;
  readonly #keys = new IntentKeys();

  constructor(deps: BookingPageDeps) {
    this.#deps = deps;
    this.#boxOffice = createBoxOffice({ graphql: deps.graphql, session: linkSession(deps.link) });
  }

  /** Reads all of it, and follows it from then on. Rejects with Unreachable or RequestFailed. */
  async open(): Promise<void> {
    const { link, endpoint } = this.#deps;
    await this.#read();
    if (!this.#booking) return;
    createFollower({ endpoint, session: linkSession(link) }).booking(link.bookingId, () => void this.#refresh());
  }

  title(): string {
    const { title } = bookingTextsIn(this.#deps.language());
    return this.#show ? `${title} · ${this.#show.title}` : title;
  }

  render(): TemplateResult {
    const { clock, context, language } = this.#deps;
    const common = { ...context(), words: bookingTextsIn(language()) };
    const [booking, show, hall] = [this.#booking, this.#show, this.#hall];
    if (!booking || !show || !hall) return endedLinkView(common);
    return bookingView({
      ...common,
      booking,
      show,
      hall,
      now: clock.now(),
      isAsking: this.#isAsking,
      isBusy: this.#isBusy,
      problem: this.#problem,
      onAsk: (isAsking) => this.#ask(isAsking),
      onCancel: () => void this.#cancel(),
    });
  }

  async #read(): Promise<void> {
    const { graphql, link } = this.#deps;
    const { token, bookingId: id } = link;
    const asked = graphql.request({ query: LINKED_BOOKING, variables: { id }, token });
    const booking = await asked.then(
      (answer) => answer.booking,
      (error: unknown) => {
        if (error instanceof Unauthenticated) return null;
        throw error;
      },
    );
    const show = booking && (await this.#boxOffice.show(booking.show.id));
    if (show && this.#hall === null) {
      const zones = show.plan.zones.map(({ name }) => name);
      this.#hall = createHall(await loadPlan(show.plan.url), show.priceTiers, zones);
    }
    [this.#booking, this.#show] = [booking, show];
  }

  /** What could not be read now is read at the next news. */
  async #refresh(): Promise<void> {
    const before = this.#booking?.status;
    await this.#read().catch(() => undefined);
    const after = this.#booking?.status;
    const words = bookingTextsIn(this.#deps.language());
    if (after !== before)
      this.#deps.announcer.say(after === undefined ? words.endedTitle : (words.headings[after] ?? after));
    this.#deps.redraw();
  }

  #ask(isAsking: boolean): void {
    this.#isAsking = isAsking;
    this.#deps.redraw();
  }

  async #cancel(): Promise<void> {
    if (!this.#booking || this.#isBusy) return;
    [this.#isBusy, this.#problem] = [true, null];
    this.#deps.redraw();
    const input = { bookingId: this.#booking.id };
    try {
      const outcome = await this.#boxOffice.cancelBooking({
        ...input,
        idempotencyKey: this.#keys.keyFor('cancel', input),
      });
      this.#keys.answered('cancel', input);
      if (!outcome.ok) this.#problem = 'notCancellable';
    } catch {
      this.#problem = 'unreachable';
    }
    this.#isBusy = false;
    await this.#refresh();
    // The button that had the focus is gone.
    if (this.#problem === null) focusLater('#booking-status');
  }
}
