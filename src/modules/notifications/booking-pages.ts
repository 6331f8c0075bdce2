import type { BookingLinks } from '../identity/booking-links.ts';
import type { BookingDetails } from './booking-details.ts';
import { isForOffice, type NotificationKind } from './notification-kind.ts';

export interface BookingPagesOptions {
  http: { givenUrl: string | null; publicUrl: string | null };
  mail: { smtpUrl: string | null };
  links: Pick<BookingLinks, 'sign'>;
}

/** The path of the page. A link's secret stands behind `#`, which no browser sends to a server or tells another page. */
const BOOKING_PAGE = '/booking';

/** Where who is written to sees the booking: its customer by a link of their own, the box office on the organisers' page. */
export class BookingPages {
  readonly #links: Pick<BookingLinks, 'sign'>;
  readonly #isForFiles: boolean;
  #url: string | null;

  /** Mails that are sent have links only where PUBLIC_URL is set: to their readers `localhost` is another machine. */
  constructor({ http, mail, links }: BookingPagesOptions) {
    this.#links = links;
    this.#isForFiles = mail.smtpUrl === null;
    this.#url = http.givenUrl ?? (this.#isForFiles ? http.publicUrl : null);
  }

  /** Where the node listens, which is known late where any free port will do: good for mails that stay on this machine. */
  servedAt(url: string | null): void {
    if (this.#isForFiles) this.#url ??= url;
  }

  /** Null: no address is known that leads there. */
  urlOf(
    kind: NotificationKind,
    { id, showId, linkVersion }: Pick<BookingDetails, 'id' | 'showId' | 'linkVersion'>,
  ): string | null {
    if (this.#url === null) return null;
    if (isForOffice(kind)) return `${this.#url}/organise/shows/${showId}`;
    return `${this.#url}${BOOKING_PAGE}#${this.#links.sign('page', { bookingId: id, version: linkVersion })}`;
  }
}
