import type { Plugin } from 'graphql-yoga';
import { chooseEncoding, compressQuickly, MIN_COMPRESSED_BYTES } from '../platform/http/content-encoding.ts';

const JSON_TYPE = /^application\/(graphql-response\+)?json\b/;

/**
 * Compresses answers that are made for one caller, as the caller likes it. Not the small ones, whose packet is one either way,
 * and not event streams, whose messages would wait in the compressor.
 *
 * Compression lets one guess secrets of an answer by its length (BREACH) where an attacker can make the victim's browser ask
 * again and again with words of the attacker's in the answer. Here nobody can: who is asking is said by a header that a browser
 * adds to no request by itself, never by a cookie, so a foreign page asks as nobody.
 */
export const compressionPlugin: Plugin = {
  async onResponse({ request, response, setResponse, fetchAPI }) {
    const { headers, status, statusText } = response;
    const vary = headers.get('vary');
    // What was made in the encoding that is wanted. (yoga puts an origin in the place of what it varies by.)
    if (headers.has('content-encoding') || /accept-encoding/i.test(vary ?? '')) {
      if (vary !== null && !/accept-encoding/i.test(vary)) headers.set('vary', `accept-encoding, ${vary}`);
      return;
    }
    if (!(Number(headers.get('content-length')) >= MIN_COMPRESSED_BYTES)) return;
    if (!JSON_TYPE.test(headers.get('content-type') ?? '')) return;
    const accepted = request.headers.get('accept-encoding') ?? undefined;
    const { body, headers: own } = await compressFor(accepted, new Uint8Array(await response.arrayBuffer()));
    const compressed = new fetchAPI.Response(body, { status, statusText, headers: Object.fromEntries(headers) });
    for (const [name, value] of Object.entries(own)) compressed.headers.set(name, value);
    if (vary !== null) compressed.headers.set('vary', `${own.vary}, ${vary}`);
    setResponse(compressed);
  },
};

/** The body as the request likes it (its `Accept-Encoding`), with the headers that say so. */
export async function compressFor(
  accepted: string | undefined,
  body: Uint8Array<ArrayBuffer>,
): Promise<{ body: Uint8Array<ArrayBuffer>; headers: Record<string, string> }> {
  const encoding = chooseEncoding(accepted);
  const isPlain = encoding === 'identity' || body.length < MIN_COMPRESSED_BYTES;
  const sent = isPlain ? body : await compressQuickly(body, encoding);
  return {
    body: sent,
    headers: {
      vary: 'accept-encoding',
      'content-length': `${sent.length}`,
      ...(isPlain ? {} : { 'content-encoding': encoding }),
    },
  };
}
