import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerUnlessRead, refuseRead } from '../../platform/http/cross-origin-read.ts';
import type { ChargeTime } from '../../platform/http/route.ts';
import { sendPieces } from '../../platform/http/send-pieces.ts';
import { pathOf } from '../../platform/http/url-path.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import { Slots } from '../../platform/turns/slots.ts';
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { InvalidTokenError } from '../identity/identity.errors.ts';
import type { IdentityService } from '../identity/identity.service.ts';

/** What a file of a show is made for: by whom it was asked for, and with which query. */
export interface ShowFileRequest {
  principal: Principal;
  showId: string;
  query: URLSearchParams;
}

export interface ShowFile {
  /** As the browser saves it: `bookings.csv`. */
  name: string;
  /**
   * The file piece by piece, each read when it is asked for. Throws NotFoundError, ForbiddenError and InvalidInputError for those who get none.
   */
  open(request: ShowFileRequest): Promise<() => AsyncGenerator<string>>;
}

/** Each keeps a piece in memory, and asks the database for the next one as fast as it is taken. */
const FILES_AT_ONCE = 2;
const MAX_WAIT_MS = 10_000;
/** What reading and writing a piece takes of this thread, rounded up. */
const MS_PER_PIECE = 10;
/** Who takes longer is cut off: others want to read, too. */
const MAX_READING_MS = 120_000;

/**
 * Serves `GET /shows/{show}/…`, a CSV file, to the show's organiser, whose token comes as `Authorization: Bearer …`, for pages of any
 * origin. It is written as it is read, no faster than it is taken; who asks is charged with the time that it takes. A file that breaks off has
 * ended early for HTTP, too.
 */
export function createShowFilesRoute(file: ShowFile, identity: Pick<IdentityService, 'authenticate'>) {
  const slots = new Slots(FILES_AT_ONCE);
  return async (request: IncomingMessage, response: ServerResponse, charge?: ChargeTime): Promise<boolean> => {
    if (answerUnlessRead(request, response)) return true;
    const principal = await callerOf(request, identity);
    if (!principal) {
      // Who follows a link, or types it, has no token to send: the page says that there is nothing to see.
      if (wantsPage(request)) return false;
      refuseRead(response, 401, 'An organiser’s token is needed.', { 'www-authenticate': 'Bearer' });
      return true;
    }
    const showId = pathOf(request).split('/')[2]!;
    const query = new URLSearchParams((request.url ?? '').split('?').slice(1).join('?'));
    const opened = await openedOrRefusal(file, { principal, showId, query });
    if ('status' in opened) {
      refuseRead(response, opened.status, opened.reason);
      return true;
    }
    const send = () => sendFile(request, response, { name: file.name, pieces: opened.pieces, charge });
    await slots.hold(0, send, { maxWait_ms: MAX_WAIT_MS });
    return true;
  };
}

/** Null: nobody, or nobody who can be trusted. */
async function callerOf(
  { headers }: IncomingMessage,
  identity: Pick<IdentityService, 'authenticate'>,
): Promise<Principal | null> {
  try {
    return await identity.authenticate(headers.authorization);
  } catch (error) {
    if (error instanceof InvalidTokenError) return null;
    throw error;
  }
}

type Opened = { pieces: () => AsyncGenerator<string> } | { status: number; reason: string };

async function openedOrRefusal(file: ShowFile, request: ShowFileRequest): Promise<Opened> {
  try {
    return { pieces: await file.open(request) };
  } catch (error) {
    if (error instanceof NotFoundError) return { status: 404, reason: 'Show not found.' };
    if (error instanceof ForbiddenError) return { status: 403, reason: 'For the show’s organiser only.' };
    if (error instanceof InvalidInputError) return { status: 400, reason: error.message };
    throw error;
  }
}

interface Sent {
  name: string;
  pieces(): AsyncGenerator<string>;
  charge: ChargeTime | undefined;
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { name, pieces, charge }: Sent,
): Promise<void> {
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
  await sendPieces(response, charged(pieces(), charge), { within_ms: MAX_READING_MS });
}

/** Charges for each piece as it is read. */
async function* charged(pieces: AsyncGenerator<string>, charge: ChargeTime | undefined): AsyncGenerator<string> {
  for await (const piece of pieces) {
    charge?.(MS_PER_PIECE);
    yield piece;
  }
}
