import type { Page, WebSocketRoute } from 'playwright-core';

/**
 * From now on nothing that the page asks for over HTTP is answered but its mutations: what it shows from then on, it was told
 * by its live connection, or by the answer to what it did. Pages that look again by themselves would hide that they are deaf.
 */
export async function holdQueries(page: Page): Promise<void> {
  await page.route('**/graphql', (route) => {
    const { query = '' } = (route.request().postDataJSON() ?? {}) as { query?: string };
    if (/\bmutation\b/.test(query)) return route.continue();
  });
}

/** The sockets of a page, which can be made to tell it nothing more while they stay open. */
export interface PageSockets {
  /** From now on the page hears nothing over its sockets. */
  silence(): void;
}

/** Takes effect at the page's next load. */
export async function routeSockets(page: Page): Promise<PageSockets> {
  let isSilent = false;
  await page.routeWebSocket('**/graphql', (socket: WebSocketRoute) => {
    socket.connectToServer().onMessage((message) => {
      if (!isSilent) socket.send(message);
    });
  });
  return {
    silence() {
      isSilent = true;
    },
  };
}
