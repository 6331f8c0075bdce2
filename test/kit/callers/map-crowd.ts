/**
 * A process with many open seat maps of `packages/client`, which drop and stall at random until they are to settle. Told by its
 * parent: see map-crowd-client.ts.
 */
import { once } from 'node:events';
import WebSocket from 'ws';
import { createSeatMap, type SeatMap } from '../../../packages/client/src/seat-map.ts';
import { type Random, randomOf } from '../basics/random.ts';
import { untilMap } from '../basics/until.ts';
import type { CrowdOrder, CrowdReport, CrowdSettings } from './map-crowd-client.ts';
import { byId, type MapImage } from './seat-map-mirror.ts';

const RETRY = { first_ms: 200, max_ms: 2_000 };
const STALL_MS = { least: 500, greatest: 3_000 };
const MISBEHAVE_EVERY_MS = 50;

/** Those that are open now, whoever's they are. */
const sockets = new Set<WebSocket>();

class WatchedSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    this.on('open', () => sockets.add(this));
    this.on('close', () => sockets.delete(this));
    this.on('message', (data) => {
      if (crowd && String(data).includes('"SeatMapSnapshot"')) crowd.counts.snapshots += 1;
    });
  }
}

let crowd: Crowd | null = null;

process.on('message', async (order: CrowdOrder) => {
  if (order.kind === 'gather') {
    crowd = new Crowd(order.settings);
    await crowd.allLive();
    send({ kind: 'gathered' });
  } else if (order.kind === 'misbehave') crowd?.misbehave(order.perSecond);
  else {
    const stray = await crowd!.settle(order.image, order.within_ms);
    send({ kind: 'settled', stray, ...crowd!.counts, connections: crowd!.connections() });
  }
});
process.once('disconnect', () => process.exit());

function send(report: CrowdReport): void {
  process.send!(report);
}

class Crowd {
  readonly counts = { drops: 0, stalls: 0, reconnects: 0, snapshots: 0 };
  readonly #maps: SeatMap[];
  readonly #urls: readonly string[];
  readonly #random: Random;
  #misbehaving: NodeJS.Timeout | undefined;
  readonly #stalled = new Map<WebSocket, NodeJS.Timeout>();

  constructor({ urls, showId, count, seed }: CrowdSettings) {
    this.#random = randomOf(seed);
    this.#urls = urls;
    const part = () => this.#random.integer(0, 2 ** 30 - 1) / 2 ** 30;
    this.#maps = Array.from({ length: count }, () =>
      createSeatMap({
        url: urls,
        showId,
        webSocketImpl: WatchedSocket,
        followAreas: true,
        retry: { ...RETRY, random: part },
      }),
    );
    for (const map of this.#maps) {
      let before = map.status;
      map.subscribe(() => {
        if (before === 'reconnecting' && map.status === 'live') this.counts.reconnects += 1;
        before = map.status;
      });
    }
  }

  async allLive(): Promise<void> {
    await Promise.all(this.#maps.map((map) => untilMap(map, () => map.status === 'live')));
  }

  misbehave(perSecond: number): void {
    let due = 0;
    this.#misbehaving = setInterval(() => {
      due += (perSecond * MISBEHAVE_EVERY_MS) / 1_000;
      for (; due >= 1; due -= 1) this.#hit();
    }, MISBEHAVE_EVERY_MS);
  }

  #hit(): void {
    const [socket] = this.#random.sample([...sockets], 1);
    if (!socket || this.#stalled.has(socket)) return;
    if (this.#random.integer(0, 1) === 0) {
      this.counts.drops += 1;
      socket.terminate();
      return;
    }
    this.counts.stalls += 1;
    socket.pause();
    const stall_ms = this.#random.integer(STALL_MS.least, STALL_MS.greatest);
    this.#stalled.set(
      socket,
      setTimeout(() => this.#goOn(socket), stall_ms),
    );
  }

  #goOn(socket: WebSocket): void {
    clearTimeout(this.#stalled.get(socket));
    this.#stalled.delete(socket);
    socket.resume();
  }

  /** Resolves with what is wrong with maps that did not come to that image, all at one moment; nothing, if all is well. */
  async settle(image: MapImage, within_ms: number): Promise<string[]> {
    clearInterval(this.#misbehaving);
    for (const socket of this.#stalled.keys()) this.#goOn(socket);
    const expected = JSON.stringify([image.unavailable, image.areas]);
    const isThere = (map: SeatMap) => map.status === 'live' && map.getState().version === image.version;
    const tooLate = AbortSignal.timeout(within_ms);
    const end = once(tooLate, 'abort');
    // One that was there may have lost its connection while others were on their way.
    for (let away = this.#maps.find((map) => !isThere(map)); away && !tooLate.aborted; ) {
      await Promise.race([untilMap(away, isThere), end]);
      away = this.#maps.find((map) => !isThere(map));
    }
    return this.#maps.flatMap((map) => {
      const { status, version, unavailable, areas, lastError } = map.getState();
      if (!isThere(map)) return [`${status} at version ${version} ${lastError ?? ''}`];
      const own = JSON.stringify([[...unavailable].sort(byId), [...areas].sort(byId)]);
      return own === expected ? [] : [`at version ${version} with another map: ${own.slice(0, 200)}`];
    });
  }

  /** Open ones, by the order of the urls. */
  connections(): number[] {
    return this.#urls.map((url) => {
      const { host } = new URL(url);
      return [...sockets].filter((socket) => new URL(socket.url).host === host).length;
    });
  }
}
