import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type ContentEncoding, chooseEncoding } from '../platform/http/content-encoding.ts';

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** Below this a smaller body is not worth the work. */
export const MIN_COMPRESSED_BYTES = 1_024;
/** An answer is compressed while its caller waits: quickly is better than well. */
const GZIP_LEVEL = 1;
const BROTLI_QUALITY = 3;

/** The body in that encoding, made beside the event loop. */
export function compress(
  body: Uint8Array,
  encoding: Exclude<ContentEncoding, 'identity'>,
): Promise<Buffer<ArrayBuffer>> {
  if (encoding === 'gzip') return compressGzip(body, { level: GZIP_LEVEL });
  return compressBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
}

/** The body as the request likes it, with the headers that say so. */
export async function compressFor(
  request: Request,
  body: Uint8Array<ArrayBuffer>,
): Promise<{ body: Uint8Array<ArrayBuffer>; headers: Record<string, string> }> {
  const encoding = chooseEncoding(request.headers.get('accept-encoding') ?? undefined);
  const isPlain = encoding === 'identity' || body.length < MIN_COMPRESSED_BYTES;
  const sent = isPlain ? body : await compress(body, encoding);
  return {
    body: sent,
    headers: {
      vary: 'accept-encoding',
      'content-length': `${sent.length}`,
      ...(isPlain ? {} : { 'content-encoding': encoding }),
    },
  };
}
