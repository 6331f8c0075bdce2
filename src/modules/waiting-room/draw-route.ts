import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLoadingCache } from '../../platform/caching/loading-cache.ts';
import { answerUnlessRead, refuseRead } from '../../platform/http/cross-origin-read.ts';
import type { ChargeTime } from '../../platform/http/route.ts';
import { sendPieces } from '../../platform/http/send-pieces.ts';
import { pathOf } from '../../platform/http/url-path.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { readDrawn, readRoom } from './entry-reader.ts';

export interface DrawRouteDeps {
  database: Database;
  shows: Pick<ShowsService, 'getVisibleShow'>;
  /** Entries that are read and written at a time. Default 5,000: 200 kB. */
  perPage?: number;
  /** Who takes longer to read the list is cut off. Default 120,000. */
  maxReading_ms?: number;
}

/** Of some draws with a hundred thousand entries. */
const MAX_CACHED_CHARACTERS = 16 * 1024 * 1024;
/** What reading a page that is not known takes of this thread, rounded up. */
const READING_MS = 3;

/** What a list begins with, and how many entries follow. */
interface DrawHead {
  text: string;
  drawn: number;
}

/**
 * Serves `GET /waiting-rooms/{show}/draw.txt`, to everyone: a draw, so that it can be checked (see draw.ts). Entries' ids say nothing of
 * whose they are, and can be used by their callers alone. It never changes. It is read page by page, no faster than it is taken, so that a
 * list of a million takes no more memory than one of a thousand. One that breaks off has ended early for HTTP, too, and has fewer entries than it says.
 */
export function createDrawRoute({ database, shows, perPage = 5_000, maxReading_ms = 120_000 }: DrawRouteDeps) {
  const heads = createLoadingCache<DrawHead>({ load: (showId) => readHead(database, showId), maxWeight: 1_000 });
  const pages = createLoadingCache<string>({
    load: async (key) => {
      const [showId, page] = key.split(' ') as [string, string];
      const first = Number(page) * perPage + 1;
      const { drawn } = (await heads.get(showId))!;
      return await readDrawn(database, { showId, first, last: Math.min(drawn, first + perPage - 1) });
    },
    weigh: (text) => text.length,
    maxWeight: MAX_CACHED_CHARACTERS,
  });

  async function* piecesOf(showId: string, { text, drawn }: DrawHead, charge: ChargeTime | undefined) {
    yield `${text}\n\n`;
    for (let page = 0; page * perPage < drawn; page += 1) {
      const key = `${showId} ${page}`;
      if (pages.known(key) === null) charge?.(READING_MS);
      yield `${await pages.get(key)}\n`;
    }
    if (drawn === 0) yield '\n';
  }

  return async (request: IncomingMessage, response: ServerResponse, charge?: ChargeTime): Promise<boolean> => {
    if (answerUnlessRead(request, response)) return true;
    const showId = pathOf(request).split('/')[2]!;
    const head = (await shows.getVisibleShow(null, showId)) ? await heads.get(showId) : null;
    if (head === null) {
      if (wantsPage(request)) return false;
      refuseRead(response, 404);
      return true;
    }
    response.writeHead(200, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    if (request.method === 'HEAD') {
      response.end();
      return true;
    }
    await sendPieces(response, piecesOf(showId, head, charge), { within_ms: maxReading_ms });
    return true;
  };
}

/** Null: nothing was drawn yet. */
async function readHead(database: Database, showId: string): Promise<DrawHead | null> {
  const room = await readRoom(database, showId);
  if (!room?.drawnAt) return null;
  const { seedHash, seed, drawn, drawnAt } = room;
  const lines = [
    `show ${showId}`,
    'order HMAC-SHA256(seed, entry)',
    `seed-hash ${seedHash}`,
    `seed ${seed}`,
    `drawn-at ${drawnAt.toISOString()}`,
    `entries ${drawn}`,
  ];
  return { text: lines.join('\n'), drawn };
}
