import { SeatMapError } from './seat-map-error.ts';

const ANSWER_WITHIN_MS = 5_000;

/**
 * What is wrong at a URL where no WebSocket comes about, asked over HTTP: pages are not told why one was refused. Null: that
 * nothing answers is all there is to say.
 */
export async function probeEndpoint(url: string): Promise<SeatMapError | null> {
  if (typeof fetch !== 'function') return null;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), ANSWER_WITHIN_MS);
  const http = url.replace(/^ws/, 'http');
  try {
    return await askOverHttp(http, ending.signal);
  } catch {
    // Where scripts of other origins may not read it, it still shows whether something answers.
    const answers = await fetch(http, { mode: 'no-cors', credentials: 'omit', signal: ending.signal }).then(
      () => true,
      () => false,
    );
    return answers ? wrongUrl(url, 'something answers there, but no GraphQL endpoint that this page may ask') : null;
  } finally {
    clearTimeout(timer);
  }
}

async function askOverHttp(http: string, signal: AbortSignal): Promise<SeatMapError> {
  const query = `${http.includes('?') ? '&' : '?'}query=${encodeURIComponent('{__typename}')}`;
  const response = await fetch(http + query, {
    headers: { accept: 'application/graphql-response+json, application/json' },
    credentials: 'omit',
    cache: 'no-store',
    signal,
  });
  if (response.status >= 500 || response.status === 429) {
    const message = `The server can't serve at the moment: it answers with HTTP status ${response.status}.`;
    return new SeatMapError({ code: 'SERVER_UNAVAILABLE', message });
  }
  if (!isGraphql(await response.json().catch(() => null))) {
    return wrongUrl(http, `it answers with HTTP status ${response.status}, and not as GraphQL does`);
  }
  const message =
    'The GraphQL endpoint answers, but no WebSocket comes about: a proxy on the way lets none through, the server does not allow the origin of this page (ALLOWED_ORIGINS), or it has too many connections.';
  return new SeatMapError({ code: 'WEBSOCKET_REFUSED', message });
}

function isGraphql(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  return ('data' in answer && typeof answer.data === 'object') || ('errors' in answer && Array.isArray(answer.errors));
}

function wrongUrl(url: string, what: string): SeatMapError {
  const message = `${url} is not the URL of Seatwire's GraphQL endpoint: ${what}. It ends in /graphql, unless a proxy has it elsewhere.`;
  return new SeatMapError({ code: 'WRONG_URL', message });
}
