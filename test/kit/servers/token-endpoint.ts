import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenEndpoint extends AsyncDisposable {
  readonly url: string;
  /** Of each request that got a token. */
  readonly scopes: string[];
  /** What the next requests are answered instead of a token: a status and a body. Null: a token again. */
  answer: { status: number; body: string } | null;
}

export const CLIENT_SECRET = 'p@ss/w:rd%#?';
export const TOKEN_LIVES_S = 300;

/**
 * An OAuth 2.0 token endpoint for client credentials. Its tokens name the client and are signed by nobody. Whoever has another secret than
 * CLIENT_SECRET is refused as RFC 6749 (5.2) has it.
 */
export async function startTokenEndpoint(): Promise<TokenEndpoint> {
  const scopes: string[] = [];
  const endpoint = { answer: null as TokenEndpoint['answer'] };
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: string) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    let form = '';
    for await (const chunk of request) form += chunk;
    if (endpoint.answer) return answer(endpoint.answer.status, endpoint.answer.body);
    const [, basic = ''] = (request.headers.authorization ?? '').split(' ');
    const [clientId = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':').map(decodeForm);
    if (secret !== CLIENT_SECRET) return answer(401, '{"error":"invalid_client","error_description":"Wrong secret"}');
    scopes.push(new URLSearchParams(form).get('scope') ?? '');
    const now_s = Math.floor(Date.now() / 1_000);
    const token = [{ alg: 'none' }, { sub: clientId, iat: now_s, exp: now_s + TOKEN_LIVES_S, n: scopes.length }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    answer(200, JSON.stringify({ access_token: `${token}.`, token_type: 'Bearer', expires_in: TOKEN_LIVES_S }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(endpoint, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    scopes,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

/** As RFC 6749 (2.3.1) has names and secrets encoded. */
const decodeForm = (text: string) => new URLSearchParams(`x=${text}`).get('x')!;
