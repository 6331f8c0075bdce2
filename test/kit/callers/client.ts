import { type DocumentNode, type FormattedExecutionResult, print } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import WebSocket from 'ws';

/** A document of known types (from codegen), or text whose result the caller knows best. */
export type Operation<Data, Variables> = (DocumentNode & { __apiType?: (variables: Variables) => Data }) | string;
export type Result<Data> = FormattedExecutionResult<Data>;

export interface TestSubscription<Data> extends AsyncDisposable {
  /** The next event; rejects when none comes within the time (default 30 s) or the stream has ended. */
  next(timeout_ms?: number): Promise<Data>;
  /** Ends the subscription on both sides. */
  return(): Promise<void>;
}

export interface TestClient extends AsyncDisposable {
  /** Sends one operation over HTTP and resolves with its whole result, errors included. */
  request<Data, Variables>(operation: Operation<Data, Variables>, variables?: Variables): Promise<Result<Data>>;
  /** As `request`, but rejects when the result has errors at its top level. */
  data<Data, Variables>(operation: Operation<Data, Variables>, variables?: Variables): Promise<Data>;
  /** Subscribes over WebSocket (graphql-transport-ws). */
  subscribe<Data, Variables>(operation: Operation<Data, Variables>, variables?: Variables): TestSubscription<Data>;
  /** Subscribes over server-sent events. */
  subscribeSse<Data, Variables>(operation: Operation<Data, Variables>, variables?: Variables): TestSubscription<Data>;
}

/** A client of `<url>/graphql`, with or without a token. Disposing ends its subscriptions and closes its socket. */
export function createClient(url: string, token?: string): TestClient {
  const endpoint = new URL('/graphql', url);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const socketUrl = new URL(endpoint);
  socketUrl.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = createSocketClient({
    url: socketUrl.href,
    webSocketImpl: WebSocket,
    connectionParams: authorization,
    retryAttempts: 0,
  });
  const sse = createSseClient({ url: endpoint.href, headers: authorization, retryAttempts: 0 });
  const open = new Set<TestSubscription<unknown>>();

  async function request<Data, Variables>(operation: Operation<Data, Variables>, variables?: Variables) {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization },
      body: JSON.stringify({ query: textOf(operation), variables }),
    });
    return (await response.json()) as Result<Data>;
  }

  function subscribe<Data>(iterate: () => AsyncIterableIterator<object>) {
    const subscription = createSubscription<Data>(iterate(), () => open.delete(subscription));
    open.add(subscription);
    return subscription;
  }

  return {
    request,
    async data<Data, Variables>(operation: Operation<Data, Variables>, variables?: Variables) {
      return dataOf<Data>(await request(operation, variables));
    },
    subscribe: (operation, variables) => subscribe(() => socket.iterate(payloadOf(operation, variables))),
    subscribeSse: (operation, variables) => subscribe(() => sse.iterate(payloadOf(operation, variables))),
    async [Symbol.asyncDispose]() {
      await Promise.all([...open].map((subscription) => subscription.return()));
      await socket.dispose();
      sse.dispose();
    },
  };
}

/** As `eventually`. */
const NEXT_TIMEOUT_MS = 30_000;

function createSubscription<Data>(source: AsyncIterableIterator<object>, onEnd: () => void): TestSubscription<Data> {
  // Asked for at once: the clients subscribe when the first event is awaited.
  let coming = pull(source);
  const end = async () => {
    onEnd();
    await source.return?.();
  };
  return {
    async next(timeout_ms = NEXT_TIMEOUT_MS) {
      const event = await within(coming, timeout_ms);
      if (event.done) throw new Error('The subscription has ended.');
      coming = pull(source);
      return dataOf<Data>(event.value as Result<Data>);
    },
    return: end,
    [Symbol.asyncDispose]: end,
  };
}

function pull<T>(source: AsyncIterableIterator<T>): Promise<IteratorResult<T>> {
  const coming = source.next();
  coming.catch(() => undefined); // Reported by the `next` that awaits it.
  return coming;
}

async function within<T>(promise: Promise<T>, timeout_ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No event within ${timeout_ms} ms.`)), timeout_ms);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function dataOf<Data>(result: Result<Data>): Data {
  if (result.errors?.length) throw new Error(`GraphQL errors: ${JSON.stringify(result.errors)}`);
  return result.data as Data;
}

function payloadOf<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables | undefined) {
  return { query: textOf(operation), variables: (variables ?? {}) as Record<string, unknown> };
}

function textOf<Data, Variables>(operation: Operation<Data, Variables>): string {
  return typeof operation === 'string' ? operation : print(operation);
}
