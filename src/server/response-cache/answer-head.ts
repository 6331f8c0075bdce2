import { type ContentEncoding, chooseEncoding } from '../../platform/http/content-encoding.ts';
import { isFresh } from '../../platform/http/etag.ts';
import type { Answer, Bytes } from './answer.ts';

/** What an answer's head depends on; names of headers in lower case. */
export interface AnswerRequest {
  method: string;
  header(name: 'accept' | 'accept-encoding' | 'if-none-match'): string | undefined;
}

export interface AnswerResponse {
  status: 200 | 304;
  headers: Record<string, string>;
  body: Bytes | null;
}

const MEDIA_TYPES = ['application/graphql-response+json', 'application/json'] as const;

/** The answer as the request likes it; null when it takes no JSON. */
export async function responseOf(answer: Answer, { method, header }: AnswerRequest): Promise<AnswerResponse | null> {
  const mediaType = mediaTypeOf(header('accept'));
  if (mediaType === null) return null;
  const headers: Record<string, string> = {
    'content-type': `${mediaType}; charset=utf-8`,
    vary: 'accept, accept-encoding, authorization',
  };
  if (method === 'GET') {
    headers.etag = answer.etag;
    headers['cache-control'] = 'private, no-cache';
    if (isFresh(header('if-none-match'), answer.etag)) return { status: 304, headers, body: null };
  }
  const wanted: ContentEncoding = chooseEncoding(header('accept-encoding'));
  const { encoding, body } = await answer.bodyIn(wanted);
  if (encoding !== 'identity') headers['content-encoding'] = encoding;
  headers['content-length'] = `${body.length}`;
  return { status: 200, headers, body };
}

/** As yoga chooses: the first that the client names and that is one of the two. Null when it takes neither. */
export function mediaTypeOf(accept: string | undefined): (typeof MEDIA_TYPES)[number] | null {
  for (const range of (accept || '*/*').toLowerCase().split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim());
    if (parameters.some((parameter) => parameter.startsWith('charset=') && parameter !== 'charset=utf-8')) continue;
    // The last that fits: for a range that takes both, application/json.
    const fitting = MEDIA_TYPES.findLast((media) => type === media || type === '*/*' || type === 'application/*');
    if (fitting) return fitting;
  }
  return null;
}
