import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What a link does to bytes, in both directions; an instant, unbounded one does nothing. */
export interface LinkSpeed {
  latency_ms: number;
  /** Up to so much more, drawn for each piece. */
  jitter_ms?: number;
  bytesPerSecond?: number;
}

/** A TCP link that can be made slow, silent or broken; connections through it are otherwise left alone. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** How many connections go through it now. */
  readonly connections: number;
  /** Where new connections lead; needed before the first one. */
  leadTo(port: number): void;
  /** From now on, for connections that are there as well. */
  slow(speed: LinkSpeed): void;
  /**
   * A black hole: connections stay, new ones come about, nothing goes through. What was sent goes through when the link
   * heals.
   */
  silence(): void;
  /** Half-open connections: the server's side of each ends, the client is never told, not even when the link heals. */
  forget(): void;
  /** Resets every connection; new ones may come. */
  cut(): void;
  /** Resets every connection and refuses new ones. */
  refuse(): Promise<void>;
  /** The link is as it was at first. */
  heal(): Promise<void>;
}

/** A direction stops reading when so much waits to go on. */
const MAX_WAITING_BYTES = 256 * 1024;
/** A piece of a slow link's bandwidth is no longer than this. */
const PIECE_BYTES = 4 * 1024;

export async function startTcpProxy(): Promise<TcpProxy> {
  const links = new Set<Link>();
  const condition = new Condition();
  let targetPort = 0;
  // Either side may end its own direction and still be sent what is on its way.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    const link = new Link(client, upstream, condition);
    links.add(link);
    link.closed.then(() => links.delete(link));
  });
  const port = await listen(server, 0);
  const cut = () => {
    for (const link of links) link.reset();
  };
  return {
    port,
    get connections() {
      return links.size;
    },
    leadTo(target) {
      targetPort = target;
    },
    slow(speed) {
      condition.change({ speed, isSilent: false });
    },
    silence() {
      condition.change({ speed: null, isSilent: true });
    },
    forget() {
      for (const link of links) link.forget();
    },
    cut,
    async refuse() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
    async heal() {
      condition.change({ speed: null, isSilent: false });
      if (!server.listening) await listen(server, port);
    },
    async [Symbol.asyncDispose]() {
      const closed = server.listening ? once(server, 'close') : null;
      if (closed) server.close();
      cut();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

/** How all connections of a proxy fare at the moment. */
class Condition {
  speed: LinkSpeed | null = null;
  isSilent = false;
  #changed = Promise.withResolvers<void>();

  change(to: Pick<Condition, 'speed' | 'isSilent'>): void {
    Object.assign(this, to);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  /** Resolves at the next change. */
  next(): Promise<void> {
    return this.#changed.promise;
  }
}

/** One connection: the client's socket, the one to the server, and what is on its way between them. */
class Link {
  /** Resolves when the client's side is gone. */
  readonly closed: Promise<void>;
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #condition: Condition;
  #isForgotten = false;

  constructor(client: Socket, upstream: Socket, condition: Condition) {
    this.#client = client;
    this.#upstream = upstream;
    this.#condition = condition;
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      // How a connection ends is told to the other side by its close.
      socket.on('error', () => {});
    }
    this.closed = new Promise((resolve) => client.once('close', () => resolve()));
    this.#carry(client, upstream);
    this.#carry(upstream, client);
  }

  reset(): void {
    for (const socket of [this.#client, this.#upstream]) socket.resetAndDestroy();
  }

  forget(): void {
    this.#isForgotten = true;
    this.#upstream.resetAndDestroy();
    // Read, so that its end is noticed, and thrown away.
    this.#client.resume();
  }

  #carry(from: Socket, to: Socket): void {
    const waiting: { bytes: Buffer; due_ms: number }[] = [];
    let waitingBytes = 0;
    let isMoving = false;
    let hasEnded = false;
    const move = async (): Promise<void> => {
      if (isMoving) return;
      isMoving = true;
      for (let piece = waiting[0]; piece; piece = waiting[0]) {
        await this.#passage(piece);
        if (this.#isForgotten || to.destroyed) break;
        waiting.shift();
        waitingBytes -= piece.bytes.length;
        if (waitingBytes < MAX_WAITING_BYTES) from.resume();
        if (!to.write(piece.bytes)) await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => undefined);
      }
      isMoving = false;
      if (hasEnded && !this.#isForgotten) to.end();
    };
    from.on('data', (chunk: Buffer) => {
      if (this.#isForgotten) return;
      const { speed } = this.#condition;
      const late_ms = speed ? speed.latency_ms + Math.random() * (speed.jitter_ms ?? 0) : 0;
      const step = speed?.bytesPerSecond ? PIECE_BYTES : chunk.length;
      for (let start = 0; start < chunk.length; start += step) {
        waiting.push({ bytes: chunk.subarray(start, start + step), due_ms: performance.now() + late_ms });
      }
      waitingBytes += chunk.length;
      if (waitingBytes >= MAX_WAITING_BYTES) from.pause();
      void move();
    });
    from.once('end', () => {
      hasEnded = true;
      void move();
    });
    from.once('close', () => {
      // An orderly end goes on behind what was sent before it; anything else at once.
      if (!hasEnded && !this.#isForgotten) to.resetAndDestroy();
    });
  }

  /** Resolves when the link has taken the piece to its other end. */
  async #passage({ bytes, due_ms }: { bytes: Buffer; due_ms: number }): Promise<void> {
    while (this.#condition.isSilent && !this.#client.destroyed) {
      await Promise.race([this.#condition.next(), this.closed]);
    }
    const { speed } = this.#condition;
    if (!speed) return;
    const late_ms = Math.max(0, due_ms - performance.now());
    const bandwidth_ms = speed.bytesPerSecond ? (bytes.length / speed.bytesPerSecond) * 1_000 : 0;
    // One more: Node's timers may fire up to a millisecond early, and a link is never quicker than it is set to be.
    if (late_ms + bandwidth_ms > 0) await delay(late_ms + bandwidth_ms + 1);
  }
}
