import type { IncomingMessage } from 'node:http';

/**
 * Whether a browser asks for something to be looked at. A route that has nothing at a path of its own leaves such a request to
 * the page, which says so to people; pictures, scripts and programs get the route's own refusal.
 */
export function wantsPage({ method, headers: { accept } }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && (accept?.includes('text/html') ?? false);
}
