import { afterEach, expect, it, vi } from 'vitest';
import { createBoxOffice } from './box-office.ts';
import { guestToken } from './guest-token.ts';

const KEPT = 'kept-by-the-first';

afterEach(() => vi.unstubAllGlobals());

/** What a browser keeps for the pages of one origin. */
function storageOf(kept: Record<string, string> = {}) {
  const items = new Map(Object.entries(kept));
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, v: string) => items.set(key, v),
  };
}

/** Servers that begin sessions, each with tokens of its own, and take no others'. Returns what each was sent. */
function serve() {
  const sent: [host: string, token: string | null][] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const { host } = new URL(url);
    const token = new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? null;
    sent.push([host, token]);
    if (token !== null && !token.startsWith(host))
      return Response.json({ errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] });
    return Response.json({
      data: JSON.parse(String(init.body)).query.includes('mutation StartGuestSession')
        ? { startGuestSession: { token: `${host}:1` } }
        : { viewer: { activeLocks: [] } },
    });
  });
  return sent;
}

it('keeps a guest of each server, and sends neither the other one’s token', async () => {
  const storage = storageOf();
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('location', { origin: 'https://shop.example' });
  const sent = serve();
  const urls = ['https://a.example/graphql', 'https://b.example/graphql'];
  for (const url of urls) expect(await guestToken({ url })()).toBe(`${new URL(url).host}:1`);
  sent.length = 0;
  // As after a reload of the page.
  for (const url of [...urls, ...urls]) await createBoxOffice({ url }).heldLock('show_1');
  const each = [
    ['a.example', 'a.example:1'],
    ['b.example', 'b.example:1'],
  ];
  expect(sent).toEqual([...each, ...each]);
});

it.each([
  ['on the page’s own server', 'https://shop.example/graphql', 'seatwire.token'],
  ['by its path', '/graphql', 'seatwire.token'],
  ['on its own server’s WebSocket address', 'wss://shop.example/graphql', 'seatwire.token'],
  ['elsewhere', 'https://Tickets.example:8443/graphql', 'seatwire.token@https://tickets.example:8443'],
])('finds a token of an endpoint %s', async (_where, url, key) => {
  vi.stubGlobal('location', { origin: 'https://shop.example' });
  expect(await guestToken({ url, storage: storageOf({ [key]: KEPT }) })()).toBe(KEPT);
});

it('takes a key as it is given, and the first of several nodes', async () => {
  const url = ['https://a.example/graphql', 'https://b.example/graphql'];
  expect(await guestToken({ url, key: 'mine', storage: storageOf({ mine: KEPT }) })()).toBe(KEPT);
  expect(await guestToken({ url, storage: storageOf({ 'seatwire.token@https://a.example': KEPT }) })()).toBe(KEPT);
});
