import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import WebSocket from 'ws';
import { type OpenStream, openStream, type StreamRequest } from '../callers/event-stream.ts';

/** What an attack goes for. */
export interface AttackTarget {
  url: string;
  showId: string;
  /** Seats that the honest buyers leave alone. */
  seatIds: string[];
  /** What an organiser has there besides, for the attacks that need it. */
  more?: {
    /** A show of 20,000 seats whose rule refuses choices that leave single ones; `rows` are the ids of its seats. */
    strict: { showId: string; rows: readonly (readonly string[])[] };
    organiserToken: string;
  };
}

const MAX_ANSWER_CHARS = 2_000;
/** So many of its answers are looked at. */
const FIRST_ANSWERS = 100;

/** Sends from an address of its own on the loopback, and counts what it has sent. */
export class Attacker {
  readonly target: AttackTarget;
  sentBytes = 0;
  requests = 0;
  /** Of the first hundred answers those that refused an operation before it was executed: one of each message. */
  readonly refusals = new Set<string>();
  #answers = 0;
  readonly #address: string;
  readonly #agent: Agent;
  readonly #open = new Set<{ destroy(): void }>();

  #guest = '';

  constructor(target: AttackTarget, address = '127.0.0.2') {
    this.target = target;
    this.#address = address;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 200, localAddress: address } as object);
  }

  /** Posts an operation, and resolves with the beginning of the answer. */
  ask(query: string, variables: object = {}, token?: string): Promise<string> {
    return this.post('/graphql', JSON.stringify({ query, variables }), token);
  }

  post(path: string, body: string, token?: string): Promise<string> {
    return this.#send('POST', path, body, token);
  }

  get(path: string, token?: string): Promise<string> {
    return this.#send('GET', path, '', token);
  }

  #send(method: string, path: string, body: string, token: string | undefined): Promise<string> {
    // What has no session is refused for that, and not looked at.
    if (token === '') return Promise.resolve('');
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const headers = {
      accept: 'application/json',
      ...(body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    this.requests += 1;
    this.sentBytes += body.length + path.length + 200;
    const asked = request(new URL(path, this.target.url), { method, headers, agent: this.#agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (text.length < MAX_ANSWER_CHARS) text += chunk.slice(0, MAX_ANSWER_CHARS);
      });
      response.on('end', () => {
        this.#look(text);
        resolve(text);
      });
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
    return promise;
  }

  #look(answer: string): void {
    this.#answers += 1;
    if (this.#answers > FIRST_ANSWERS) return;
    const refusal = refusalOf(answer);
    if (refusal !== null) this.refusals.add(refusal);
  }

  /** A fresh guest's token; that of the last one when the node makes no more of them, as after an attack by sessions. Empty: there is none. */
  async guest(): Promise<string> {
    const answer = await this.ask('mutation { startGuestSession { token } }');
    this.#guest = /"token":"([^"]+)"/.exec(answer)?.[1] ?? this.#guest;
    return this.#guest;
  }

  /** A WebSocket of /graphql; introduced unless told otherwise. Resolves when it can be used, or was refused. */
  async socket({ token, introduced = true }: { token?: string; introduced?: boolean } = {}): Promise<WebSocket> {
    const url = `${this.target.url.replace(/^http/, 'ws')}/graphql`;
    const socket = new WebSocket(url, 'graphql-transport-ws', { localAddress: this.#address });
    this.requests += 1;
    const open = { destroy: () => socket.terminate() };
    this.#open.add(open);
    await new Promise<void>((resolve) => {
      socket.once('error', () => resolve());
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#open.delete(open);
        resolve();
      });
      socket.once('open', () => {
        if (!introduced) resolve();
        else this.say(socket, { type: 'connection_init', payload: token ? { token } : {} });
      });
      socket.on('message', (message) => {
        if (this.#answers < FIRST_ANSWERS) this.#look(String(message).slice(0, MAX_ANSWER_CHARS));
      });
      // The acknowledgement.
      socket.once('message', () => resolve());
    });
    return socket;
  }

  /** A subscription over server-sent events. */
  async stream(asked: StreamRequest): Promise<OpenStream> {
    this.requests += 1;
    this.sentBytes += asked.query.length + JSON.stringify(asked.variables ?? {}).length + 200;
    const stream = await openStream(this.target.url, { ...asked, localAddress: this.#address });
    const open = { destroy: stream.end };
    this.#open.add(open);
    void stream.closed.then(() => this.#open.delete(open));
    return stream;
  }

  say(socket: WebSocket, message: object): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    const text = JSON.stringify(message);
    this.sentBytes += text.length;
    socket.send(text);
  }

  /** A bare connection. */
  connection(): Socket {
    const { hostname, port } = new URL(this.target.url);
    const socket = connect({
      host: hostname === 'localhost' ? '127.0.0.1' : hostname,
      port: Number(port),
      localAddress: this.#address,
    });
    this.requests += 1;
    this.#open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#open.delete(socket));
    return socket;
  }

  write(socket: Socket, text: string): void {
    if (socket.destroyed) return;
    this.sentBytes += text.length;
    socket.write(text);
  }

  /** Lets go of everything. */
  end(): void {
    this.#agent.destroy();
    for (const open of this.#open) open.destroy();
    this.#open.clear();
  }
}

/** What is refused for its number, not for what it is. */
const LIMITS = /"code":"(?:RATE_LIMITED|TOO_MANY_SUBSCRIPTIONS|OVERLOADED|SERVICE_UNAVAILABLE)"/;

/** Why an operation was refused before it was executed; null for an answer, and for a refusal by a limit. */
function refusalOf(answer: string): string | null {
  if (/"(?:data|path)":/.test(answer) || LIMITS.test(answer)) return null;
  return /"message":"((?:[^"\\]|\\.)*)"/.exec(answer)?.[1] ?? null;
}
