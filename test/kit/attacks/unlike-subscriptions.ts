import { RawSocket } from '../raw-socket.ts';

export interface UnlikeSubscriptionsOptions {
  /** Where the node is. */
  url: string;
  showId: string;
  /** Sockets, all from this machine's address. */
  sockets: number;
  /** Subscriptions that each asks for, all of them different. */
  perSocket: number;
  /** How often each selects the changes, under other names. */
  aliases: number;
}

export interface UnlikeSubscriptions {
  /** How many run. */
  readonly admitted: number;
  /** The codes of those that were refused. */
  readonly refused: readonly unknown[];
  readonly sockets: readonly RawSocket[];
  end(): Promise<void>;
}

/** An attack: as many subscriptions as the node takes, no two of which can share an execution, each as heavy as may be. */
export async function openUnlikeSubscriptions(options: UnlikeSubscriptionsOptions): Promise<UnlikeSubscriptions> {
  const { url, showId, perSocket, aliases } = options;
  const sockets = await Promise.all(Array.from({ length: options.sockets }, () => RawSocket.introduced(url)));
  const refused: unknown[] = [];
  let admitted = 0;
  await Promise.all(
    sockets.map(async (socket, index) => {
      for (let n = 0; n < perSocket; n += 1) {
        const id = `${n}`;
        socket.subscribe(id, unlikeAnyOther(`${index}_${n}`, aliases), { showId });
        const answer = await socket.answer(id);
        if (answer.type === 'next') admitted += 1;
        else
          for (const { extensions } of answer.payload as { extensions?: { code?: unknown } }[])
            refused.push(extensions?.code);
      }
    }),
  );
  return {
    admitted,
    refused,
    sockets,
    async end() {
      await Promise.all(sockets.map((socket) => socket.close()));
    },
  };
}

function unlikeAnyOther(name: string, aliases: number): string {
  const changes = Array.from({ length: aliases }, (_, n) => `a${n}_${name}: changes { seatId state }`);
  return `subscription ($showId: ID!) { seatMap(showId: $showId) { __typename ... on SeatMapDelta { ${changes.join(' ')} } } }`;
}
