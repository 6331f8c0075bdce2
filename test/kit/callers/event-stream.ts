import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** A server-sent event as it came; comments are left out. */
export interface StreamEvent {
  event?: string;
  id?: string;
  /** Of JSON; null where it is empty. */
  data: unknown;
}

export interface OpenStream {
  readonly status: number;
  readonly head: IncomingHttpHeaders;
  /** Comments that came. */
  readonly comments: number;
  /** The next event; rejects when the stream is over. */
  next(): Promise<StreamEvent>;
  /** Stops reading. */
  pause(): void;
  resume(): void;
  /** Resolves when the stream is over, whoever ended it. */
  readonly closed: Promise<void>;
  end(): void;
}

export interface StreamRequest {
  query: string;
  variables?: object;
  token?: string;
  /** Where it was before, as a browser tells when it opens a stream again: with a GET, as browsers do. */
  lastEventId?: string;
  /** Of the loopback. */
  localAddress?: string;
}

/** A subscription over server-sent events, below any client library: it reads only when it is not paused. */
export async function openStream(url: string, asked: string | StreamRequest, token?: string): Promise<OpenStream> {
  const { response, end } = await respond(
    url,
    typeof asked === 'string' ? { query: asked, ...(token === undefined ? {} : { token }) } : asked,
  );
  const events: StreamEvent[] = [];
  let comments = 0;
  let isOver = false;
  let wake = Promise.withResolvers<void>();
  const tell = () => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
      const block = text.slice(0, at);
      text = text.slice(at + 2);
      if (block.startsWith(':')) comments += 1;
      else events.push(eventOf(block));
    }
    tell();
  });
  response.on('error', () => undefined);
  const closed = new Promise<void>((resolve) =>
    response.once('close', () => {
      isOver = true;
      tell();
      resolve();
    }),
  );
  return {
    status: response.statusCode!,
    head: response.headers,
    get comments() {
      return comments;
    },
    async next() {
      while (events.length === 0) {
        if (isOver) throw new Error('The stream is over.');
        await wake.promise;
      }
      return events.shift()!;
    },
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    closed,
    end,
  };
}

async function respond(url: string, { query, variables, token, lastEventId, localAddress }: StreamRequest) {
  const headers = {
    accept: 'text/event-stream',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(lastEventId === undefined ? { 'content-type': 'application/json' } : { 'last-event-id': lastEventId }),
  };
  const endpoint = new URL('/graphql', url);
  const body = JSON.stringify({ query, variables });
  if (lastEventId !== undefined) {
    endpoint.searchParams.set('query', query);
    endpoint.searchParams.set('variables', JSON.stringify(variables ?? {}));
  }
  const method = lastEventId === undefined ? 'POST' : 'GET';
  const address = localAddress === undefined ? {} : { localAddress };
  // A connection of its own: it is paused with what it holds.
  const sent = request(endpoint, { method, headers, agent: false, ...address });
  sent.end(method === 'POST' ? body : undefined);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  sent.on('error', () => undefined);
  return { response, end: () => void sent.destroy() };
}

function eventOf(block: string): StreamEvent {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => {
      const [name = '', value = ''] = line.split(/: ?(.*)/s, 2);
      return [name, value];
    }),
  );
  const { data = '', ...others } = fields;
  return { ...others, data: data === '' ? null : (JSON.parse(data) as unknown) };
}
