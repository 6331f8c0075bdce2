import type { ChargeTime } from '../../platform/http/route.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import type { BookingDetails } from '../notifications/booking-details.ts';
import { type CalendarFile, calendarFile } from '../notifications/calendar-file.ts';
import { KeptFiles } from '../notifications/kept-files.ts';

/** Measured: 4.2 for reading a booking with all that hangs on it and writing its file, beside its request. */
const MAKING_MS = 4;
/** Some two thousand files of two seats. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;
const BYTES_PER_FILE = 1_024;

export interface CalendarFilesDeps {
  database: Querier;
  /** The sender of mails, who is the organiser of the events. */
  from: string;
  findBooking(bookingId: string): Promise<BookingDetails | null>;
}

/** The calendar files of bookings. */
export class CalendarFiles {
  readonly #files: KeptFiles<CalendarFile>;

  constructor({ database, from, findBooking }: CalendarFilesDeps) {
    this.#files = new KeptFiles({
      database,
      findBooking,
      make: (booking) => calendarFile(booking, { from, madeAt: new Date() }),
      weigh_bytes: ({ text }) => 2 * text.length + BYTES_PER_FILE,
      maxKept_bytes: MAX_KEPT_BYTES,
      making_ms: MAKING_MS,
    });
  }

  /** Of the booking as it is now: see `KeptFiles.fileOf`. */
  fileOf(bookingId: string, charge?: ChargeTime): Promise<CalendarFile | null> {
    return this.#files.fileOf({ bookingId }, charge);
  }
}
