import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLoadingCache } from '../../platform/caching/loading-cache.ts';
import { answerUnlessRead, refuseRead } from '../../platform/http/cross-origin-read.ts';
import type { ChargeTime } from '../../platform/http/route.ts';
import { pathOf } from '../../platform/http/url-path.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { readDrawn, readRoom } from './entry-reader.ts';

export interface DrawRouteDeps {
  database: Database;
  shows: Pick<ShowsService, 'getVisibleShow'>;
}

/** Of some draws with a hundred thousand entries. */
const MAX_CACHED_CHARACTERS = 16 * 1024 * 1024;
/** What reading a list that is not known takes of this thread, rounded up. */
const READING_MS = 20;

/**
 * Serves `GET /waiting-rooms/{show}/draw.txt`, to everyone: a draw, so that it can be checked (see draw.ts). Entries' ids say nothing of
 * whose they are, and can be used by their callers alone. It never changes.
 */
export function createDrawRoute({ database, shows }: DrawRouteDeps) {
  const lists = createLoadingCache({
    load: (showId) => readList(database, showId),
    weigh: (text) => text.length,
    maxWeight: MAX_CACHED_CHARACTERS,
  });
  return async (request: IncomingMessage, response: ServerResponse, charge?: ChargeTime): Promise<boolean> => {
    if (answerUnlessRead(request, response)) return true;
    const showId = pathOf(request).split('/')[2]!;
    if (lists.known(showId) === null) charge?.(READING_MS);
    const text = (await shows.getVisibleShow(null, showId)) ? await lists.get(showId) : null;
    if (text === null) {
      if (wantsPage(request)) return false;
      refuseRead(response, 404);
      return true;
    }
    response.writeHead(200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'public, max-age=3600',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : text);
    return true;
  };
}

async function readList(database: Database, showId: string): Promise<string | null> {
  const room = await readRoom(database, showId);
  if (!room?.drawnAt) return null;
  const { seedHash, seed, drawn, drawnAt } = room;
  const head = [
    `show ${showId}`,
    'order HMAC-SHA256(seed, entry)',
    `seed-hash ${seedHash}`,
    `seed ${seed}`,
    `drawn-at ${drawnAt.toISOString()}`,
    `entries ${drawn}`,
  ];
  return `${head.join('\n')}\n\n${await readDrawn(database, showId, drawn)}\n`;
}
