import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { ownBytes } from '../bounds/own-memory.ts';

export type ContentEncoding = 'br' | 'gzip' | 'identity';

/** A body in the encodings that there are of it. */
export interface EncodedBody {
  readonly identity: Buffer;
  readonly gzip?: Buffer;
  readonly br?: Buffer;
}

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** Below this a smaller body is not worth the work. */
export const MIN_COMPRESSED_BYTES = 1_024;
/** An answer is compressed while its caller waits: quickly is better than well. */
const QUICK = { gzip: 1, br: 3 };

/** The smallest encoding that the `Accept-Encoding` header allows; identity when it allows none of ours. */
export function chooseEncoding(header: string | undefined): ContentEncoding {
  const allows = allowedBy(header);
  if (allows('br')) return 'br';
  return allows('gzip') ? 'gzip' : 'identity';
}

/** The smallest of those encodings that the header allows. */
export function chooseBody(
  header: string | undefined,
  body: EncodedBody,
): { encoding: ContentEncoding; bytes: Buffer } {
  const allows = allowedBy(header);
  if (body.br && allows('br')) return { encoding: 'br', bytes: body.br };
  if (body.gzip && allows('gzip')) return { encoding: 'gzip', bytes: body.gzip };
  return { encoding: 'identity', bytes: body.identity };
}

function allowedBy(header: string | undefined): (coding: string) => boolean {
  const allowed = new Map<string, boolean>();
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [coding, ...parameters] = part.split(';').map((piece) => piece.trim());
    allowed.set(coding!, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)));
  }
  return (coding) => allowed.get(coding) ?? allowed.get('*') ?? false;
}

/** An answer's body in that encoding, made beside the event loop. */
export function compressQuickly(
  body: Uint8Array,
  encoding: Exclude<ContentEncoding, 'identity'>,
): Promise<Buffer<ArrayBuffer>> {
  if (encoding === 'gzip') return compressGzip(body, { level: QUICK.gzip });
  return compressBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: QUICK.br } });
}

/** A text in every encoding, to be sent many times. Made beside the event loop. */
export async function compressThoroughly(
  text: Buffer<ArrayBuffer>,
  brotliQuality: number = constants.BROTLI_MAX_QUALITY,
): Promise<Required<EncodedBody>> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  const [gzipped, br] = await Promise.all([compressGzip(text), compressBrotli(text, { params })]);
  return { identity: ownBytes(text), gzip: ownBytes(gzipped), br: ownBytes(br) };
}
