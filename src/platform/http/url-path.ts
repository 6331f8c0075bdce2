import type { IncomingMessage } from 'node:http';

/** The path that a request names, as it came, without its query. */
export function pathOf({ url }: Pick<IncomingMessage, 'url'>): string {
  return (url ?? '').split('?', 1)[0]!;
}

/** Whether a URL can be made with it: who makes one of the request must not fail. */
export function isHost(host: string | undefined): boolean {
  return !host || URL.canParse(`http://${host}`);
}
