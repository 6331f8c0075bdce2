import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import { bodyTooLarge, MAX_BODY_BYTES, RequestBody } from './request-body.ts';

/** Gives yoga the bodies that read-body.ts has parsed, and refuses those that say that they are too large before they are read. */
export const requestBodyPlugin: Plugin = {
  onRequestParse({ serverContext, requestParser, setRequestParser }) {
    const { req } = serverContext as { req?: IncomingMessage & { body?: unknown } };
    if (!(req?.body instanceof RequestBody)) return;
    const { json, isRead } = req.body;
    if (json && requestParser) setRequestParser(() => json);
    else if (!isRead && Number(req.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw bodyTooLarge();
  },
};
