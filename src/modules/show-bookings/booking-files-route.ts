import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answerUnlessRead, refuseRead } from '../../platform/http/cross-origin-read.ts';
import type { ChargeTime } from '../../platform/http/route.ts';
import { pathOf } from '../../platform/http/url-path.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { Slots } from '../../platform/turns/slots.ts';
import { ForbiddenError, NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { InvalidTokenError } from '../identity/identity.errors.ts';
import type { IdentityService } from '../identity/identity.service.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { type BookingFile, bookingFile } from './booking-files.ts';
import type { ShowBookingsService } from './show-bookings.service.ts';

export interface BookingFilesRouteDeps {
  database: Database;
  identity: Pick<IdentityService, 'authenticate'>;
  showBookings: ShowBookingsService;
  shows: Pick<ShowsService, 'getShow' | 'planOf'>;
}

/** Each keeps a piece in memory, and asks the database for the next one as fast as it is taken. */
const FILES_AT_ONCE = 2;
const MAX_WAIT_MS = 10_000;
/** What reading and writing a piece takes of this thread, rounded up. */
const MS_PER_PIECE = 10;
/** Who takes longer is cut off: others want to read, too. */
const MAX_READING_MS = 120_000;

/**
 * Serves `GET /shows/{show}/bookings.csv` and `attendees.csv` to the show's organiser, whose token comes as `Authorization: Bearer …`,
 * for pages of any origin. It is written as it is read, no faster than it is taken; who asks is charged with the time that it takes. A
 * file that breaks off has ended early for HTTP, too.
 */
export function createBookingFilesRoute(file: BookingFile, deps: BookingFilesRouteDeps) {
  const slots = new Slots(FILES_AT_ONCE);
  return async (request: IncomingMessage, response: ServerResponse, charge?: ChargeTime): Promise<boolean> => {
    if (answerUnlessRead(request, response)) return true;
    const showId = pathOf(request).split('/')[2]!;
    const principal = await callerOf(request, deps.identity);
    if (!principal) {
      refuseRead(response, 401, 'An organiser’s token is needed.', { 'www-authenticate': 'Bearer' });
      return true;
    }
    const bookings = await found(deps.showBookings, principal, showId);
    if (typeof bookings === 'number') {
      refuseRead(response, bookings, bookings === 404 ? 'Show not found.' : 'For the show’s organiser only.');
      return true;
    }
    const show = (await deps.shows.getShow(showId))!;
    const plan = await deps.shows.planOf(show);
    const pieces = () => bookingFile(file, { database: deps.database, show, plan, bookings });
    await slots.hold(0, () => send(request, response, { name: `${file}.csv`, pieces, charge }), {
      maxWait_ms: MAX_WAIT_MS,
    });
    return true;
  };
}

/** Null: nobody, or nobody who can be trusted. */
async function callerOf(
  { headers }: IncomingMessage,
  identity: BookingFilesRouteDeps['identity'],
): Promise<Principal | null> {
  try {
    return await identity.authenticate(headers.authorization);
  } catch (error) {
    if (error instanceof InvalidTokenError) return null;
    throw error;
  }
}

/** The show's bookings, or the status that says why not. */
async function found(showBookings: ShowBookingsService, principal: Principal, showId: string) {
  try {
    return await showBookings.find(principal, { showId });
  } catch (error) {
    if (error instanceof NotFoundError) return 404;
    if (error instanceof ForbiddenError) return 403;
    throw error;
  }
}

interface Sent {
  name: string;
  pieces(): AsyncGenerator<string>;
  charge: ChargeTime | undefined;
}

async function send(request: IncomingMessage, response: ServerResponse, { name, pieces, charge }: Sent): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'private, no-store',
    'access-control-allow-origin': '*',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  try {
    await pipeline(Readable.from(charged(pieces(), charge), { highWaterMark: 1 }), response, {
      signal: AbortSignal.timeout(MAX_READING_MS),
    });
  } catch {
    // The client has gone, is too slow, or the database is away: the answer is destroyed, and the client sees that it is not whole.
  }
}

/** Charges for each piece as it is read. */
async function* charged(pieces: AsyncGenerator<string>, charge: ChargeTime | undefined): AsyncGenerator<string> {
  for await (const piece of pieces) {
    charge?.(MS_PER_PIECE);
    yield piece;
  }
}
