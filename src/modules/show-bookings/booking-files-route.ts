import type { Database } from '../../platform/postgres/database.ts';
import type { IdentityService } from '../identity/identity.service.ts';
import { createShowFilesRoute } from '../shows/show-files-route.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { type BookingFile, type BookingFileSource, bookingFile } from './booking-files.ts';
import type { ShowBookingsService } from './show-bookings.service.ts';

export interface BookingFilesRouteDeps {
  database: Database;
  identity: Pick<IdentityService, 'authenticate'>;
  showBookings: ShowBookingsService;
  shows: Pick<ShowsService, 'getShow' | 'planOf'>;
  refunds: { sumsOf: BookingFileSource['sumsOf'] };
}

/** Serves `GET /shows/{show}/bookings.csv` and `attendees.csv` to the show's organiser. */
export function createBookingFilesRoute(
  file: BookingFile,
  { database, identity, showBookings, shows, refunds }: BookingFilesRouteDeps,
) {
  return createShowFilesRoute(
    {
      name: `${file}.csv`,
      async open({ principal, showId }) {
        const bookings = await showBookings.find(principal, { showId });
        const show = (await shows.getShow(showId))!;
        const plan = await shows.planOf(show);
        return () => bookingFile(file, { database, show, plan, bookings, sumsOf: (id) => refunds.sumsOf(id) });
      },
    },
    identity,
  );
}
