import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendEncoded } from '../../platform/http/send-encoded.ts';
import { pathOf } from '../../platform/http/url-path.ts';
import { wantsPage } from '../../platform/http/wants-page.ts';
import { type Assets, loadAssets } from './assets.ts';
import { exampleOperations, NO_SHOW } from './example-operations.ts';
import { CONTENT_SECURITY_POLICY, renderClosedPage, renderPage } from './page.ts';

const ASSET_PATH = /^\/graphql\/assets\/[0-9a-f]+\/([\w./-]+)$/;
const FOR_EVER = 'public, max-age=31536000, immutable';

export interface GraphiqlOptions {
  /** The shows that the examples are about; null: they leave a place to fill in. */
  demoShowId: string | null;
  /** With a standing area and a promo code. */
  demoConcertId?: string | null;
  sandbox?: boolean;
  /** Whether nothing that people write is answered: the page says so. */
  isClosed?: boolean;
}

/** GraphiQL for browsers: `GET /graphql` that accepts HTML, and the page's assets below `/graphql/assets/`. */
export function createGraphiqlRoute({ demoShowId, demoConcertId, sandbox = false, isClosed = false }: GraphiqlOptions) {
  const examples = exampleOperations(demoShowId ?? NO_SHOW, { concertId: demoConcertId ?? NO_SHOW, sandbox });
  let loading: Promise<Assets> | null = null;
  const load = () => {
    loading ??= loadAssets();
    return loading;
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const path = pathOf(request);
    const name = ASSET_PATH.exec(path)?.[1];
    if (name !== undefined) {
      const asset = (await load()).byName.get(name);
      if (!asset) return false;
      sendEncoded(request, response, { ...asset, headers: { 'cache-control': FOR_EVER } });
      return true;
    }
    if (path !== '/graphql' || !wantsPage(request)) return false;
    const { version } = await load();
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cache-control': 'no-cache',
    });
    response.end(isClosed ? renderClosedPage() : renderPage({ assets: `/graphql/assets/${version}`, examples }));
    return true;
  };
}
