import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

/** What one subscription gets: messages of `seatMap`, or errors instead of the last one. Then nothing more comes. */
export interface ScriptedAnswer {
  events?: readonly object[];
  errors?: readonly object[];
}

export interface ScriptedSeatMap extends AsyncDisposable {
  /** Of its GraphQL endpoint. */
  readonly url: string;
  /** What each subscription gave as `after`, or as Last-Event-ID, in their order. */
  readonly cursors: (string | null)[];
}

interface Subscribed {
  variables?: { after?: string | null };
}

/** A server of one seat map that does as told, over graphql-transport-ws and server-sent events: what a node rarely does. */
export async function startScriptedSeatMap(script: readonly ScriptedAnswer[]): Promise<ScriptedSeatMap> {
  const cursors: (string | null)[] = [];
  const answerTo = (after: string | null): object[] => {
    const { events = [], errors } = script[cursors.length] ?? {};
    cursors.push(after);
    return [...events.map((seatMap) => ({ data: { seatMap } })), ...(errors ? [{ errors }] : [])];
  };
  const server = createServer((request, response) => void answerStream(request, response, answerTo));
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' });
  sockets.on('connection', (socket) => answerSocket(socket, answerTo));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/graphql`,
    cursors,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type AnswerTo = (after: string | null) => object[];

function answerSocket(socket: WebSocket, answerTo: AnswerTo): void {
  const send = (message: object) => socket.send(JSON.stringify(message));
  socket.on('message', (text: Buffer) => {
    const { type, id, payload } = JSON.parse(text.toString()) as { type: string; id: string; payload: Subscribed };
    if (type === 'connection_init') send({ type: 'connection_ack' });
    if (type === 'ping') send({ type: 'pong' });
    if (type !== 'subscribe') return;
    for (const result of answerTo(payload.variables?.after ?? null)) send({ id, type: 'next', payload: result });
  });
}

async function answerStream(request: IncomingMessage, response: ServerResponse, answerTo: AnswerTo): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { variables } = JSON.parse(body) as Subscribed;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  for (const result of answerTo(variables?.after ?? null)) {
    response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
  }
}
