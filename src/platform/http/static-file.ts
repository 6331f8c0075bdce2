import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { compressThoroughly, type EncodedBody } from './content-encoding.ts';
import { weakTag } from './etag.ts';

/** A file that is kept in memory, to be sent many times. */
export interface StaticFile {
  contentType: string;
  etag: string;
  /** Compressed at the first request for it. */
  body(): Promise<EncodedBody>;
}

export const HTML = 'text/html; charset=utf-8';
/** `cache-control` of what never changes at its address. */
export const FOR_EVER = 'public, max-age=31536000, immutable';
const CONTENT_TYPES: Record<string, string> = {
  '.html': HTML,
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.yaml': 'application/yaml; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Rejects when there is no such file. */
export async function readStaticFile(path: string): Promise<StaticFile> {
  const identity = await readFile(path);
  let compressing: Promise<EncodedBody> | null = null;
  return {
    contentType: CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    etag: weakTag(createHash('sha256').update(identity).digest('base64url').slice(0, 22)),
    body: () => {
      compressing ??= compressThoroughly(identity);
      return compressing;
    },
  };
}
