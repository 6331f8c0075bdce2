import { once } from 'node:events';
import { createServer } from 'node:http';

/** A shop's own web server, of another origin than the node's. */
export interface ShopServer extends AsyncDisposable {
  readonly url: string;
  /** Answers with that document from now on, under that policy. */
  serve(path: string, body: string, contentSecurityPolicy?: string): void;
}

const TYPES: Record<string, string> = { js: 'text/javascript', css: 'text/css' };

export async function startShopServer(): Promise<ShopServer> {
  const documents = new Map<string, { body: string; policy: string | undefined }>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://shop').pathname;
    const found = documents.get(path);
    const type = TYPES[path.split('.').at(-1)!] ?? 'text/html; charset=utf-8';
    response.writeHead(found ? 200 : 404, {
      'content-type': type,
      ...(found?.policy === undefined ? {} : { 'content-security-policy': found.policy }),
    });
    response.end(found?.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    serve: (path, body, policy) => void documents.set(path, { body, policy }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
