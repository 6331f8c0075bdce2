import { once } from 'node:events';
import type WebSocket from 'ws';
import type { Attacker } from './attacker.ts';

export interface UnlikeSubscriptionsOptions {
  /** Over WebSockets, or as so many event streams. */
  over: 'websocket' | 'sse';
  /** Connections, all from the attacker's address. */
  connections: number;
  /** Subscriptions that each WebSocket asks for, all of them different. */
  perSocket?: number;
  /** How often each selects the changes, under other names. */
  aliases: number;
}

export interface UnlikeSubscriptions {
  /** How many run. */
  readonly admitted: number;
  /** The codes of those that were refused. */
  readonly refused: readonly unknown[];
}

type Refusal = readonly { extensions?: { code?: unknown } }[];

/** An attack: as many subscriptions as the node takes, no two of which can share an execution, each as heavy as may be. */
export async function openUnlikeSubscriptions(
  attacker: Attacker,
  { over, connections, perSocket = 1, aliases }: UnlikeSubscriptionsOptions,
): Promise<UnlikeSubscriptions> {
  const ask = over === 'sse' ? askByStream : askBySocket;
  const answers = await Promise.all(
    Array.from({ length: connections }, (_, index) => {
      const names = Array.from({ length: perSocket }, (_unused, n) => `${index}_${n}`);
      return ask(
        attacker,
        names.map((name) => unlikeAnyOther(name, aliases)),
      );
    }),
  );
  const refusals = answers.flat().filter((refusal) => refusal !== null);
  return {
    admitted: answers.flat().length - refusals.length,
    refused: refusals.flatMap((refusal) => refusal.map(({ extensions }) => extensions?.code)),
  };
}

/** For each subscription why it was refused; null when it runs. */
async function askBySocket(attacker: Attacker, queries: readonly string[]): Promise<(Refusal | null)[]> {
  const { showId } = attacker.target;
  const socket = await attacker.socket();
  const answers: (Refusal | null)[] = [];
  for (const [index, query] of queries.entries()) {
    const id = `${index}`;
    const answer = answerOf(socket, id);
    attacker.say(socket, { id, type: 'subscribe', payload: { query, variables: { showId } } });
    const { type, payload } = await answer;
    answers.push(type === 'next' ? null : payload);
  }
  return answers;
}

async function answerOf(socket: WebSocket, id: string): Promise<{ type: string; payload: Refusal }> {
  for (;;) {
    const [data] = await once(socket, 'message');
    const message = JSON.parse(String(data));
    if (message.id === id) return message;
  }
}

async function askByStream(attacker: Attacker, queries: readonly string[]): Promise<(Refusal | null)[]> {
  const variables = { showId: attacker.target.showId };
  return await Promise.all(
    queries.map(async (query) => {
      const stream = await attacker.stream({ query, variables });
      const { data } = (await stream.next()) as { data: { errors?: Refusal } };
      return data.errors ?? null;
    }),
  );
}

function unlikeAnyOther(name: string, aliases: number): string {
  const changes = Array.from({ length: aliases }, (_, n) => `a${n}_${name}: changes { seatId state }`);
  return `subscription ($showId: ID!) { seatMap(showId: $showId) { __typename ... on SeatMapDelta { ${changes.join(' ')} } } }`;
}
