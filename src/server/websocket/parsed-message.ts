import { MessageType } from 'graphql-ws';

/** A ping's payload comes back with the answer: no client needs more. */
const MAX_PING_CHARS = 1_000;

/**
 * The message as graphql-ws takes it as well. An operation's would stay with it as text until it ends; of the parsed message
 * what is large can be taken away (see socket-operations.ts). What is no JSON, graphql-ws says so.
 */
export function parsedMessage(message: string): string {
  try {
    const asked = JSON.parse(message) as { type?: unknown; payload?: unknown } | null;
    if (asked?.type === MessageType.Subscribe) allowNoText(asked.payload);
    if (message.length > MAX_PING_CHARS && asked?.type === MessageType.Ping) Reflect.deleteProperty(asked, 'payload');
    return asked as unknown as string;
  } catch {
    return message;
  }
}

/** Of the operation that the message, parsed as above, completes; null where it is another one. */
export function completedId(message: unknown): string | null {
  const { type, id } = (message ?? {}) as { type?: unknown; id?: unknown };
  return type === MessageType.Complete && typeof id === 'string' ? id : null;
}

/** A document may be named by its id alone; graphql-ws closes the socket of who sends no text. */
function allowNoText(payload: unknown): void {
  if (typeof payload !== 'object' || payload === null || ('query' in payload && payload.query !== null)) return;
  if ('documentId' in payload || 'extensions' in payload) Object.assign(payload, { query: '' });
}
