import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readBody } from './read-body.ts';
import { MAX_BODY_BYTES, RequestBody } from './request-body.ts';

const MEGABYTE = Buffer.alloc(1024 * 1024, ' ');

/** What is told of a request whose body comes in these pieces and is read as yoga reads it, to the end or until it is refused. */
async function toldOf(pieces: readonly Buffer[], contentLength?: number): Promise<number[]> {
  const headers = {
    'content-type': 'application/graphql+json',
    ...(contentLength === undefined ? {} : { 'content-length': `${contentLength}` }),
  };
  const request = Object.assign(Readable.from(pieces, { objectMode: false }), { method: 'POST', headers });
  const told: number[] = [];
  const body = await readBody(request as unknown as IncomingMessage, {
    mayBeLong: async () => false,
    onUntoldBytes: (bytes) => told.push(bytes),
  });
  expect(body).toBeInstanceOf(RequestBody);
  try {
    for await (const _ of body as RequestBody);
  } catch {
    // Refused.
  }
  return told;
}

it('tells how many bytes came of a body whose length was not told before', async () => {
  expect(await toldOf([Buffer.from('{"query":'), Buffer.from('"{me}"}')])).toEqual([16]);
});

it('tells it of a body that is refused for its length as well', async () => {
  const [bytes] = await toldOf([MEGABYTE, MEGABYTE, MEGABYTE]);
  expect(bytes).toBeGreaterThan(MAX_BODY_BYTES);
});

it('tells nothing of a body whose length was told', async () => {
  expect(await toldOf([Buffer.from('{"query":"{me}"}')], 16)).toEqual([]);
});
