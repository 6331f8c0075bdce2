import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MapImage } from './seat-map-mirror.ts';

export interface CrowdSettings {
  /** Endpoints of the nodes. */
  urls: readonly string[];
  showId: string;
  count: number;
  seed: number;
}

export type CrowdOrder =
  | { kind: 'gather'; settings: CrowdSettings }
  | { kind: 'misbehave'; perSecond: number }
  | { kind: 'settle'; image: MapImage; within_ms: number };

export interface CrowdOutcome {
  /** One line for each map that is not as it should be. */
  stray: string[];
  drops: number;
  stalls: number;
  reconnects: number;
  /** How often one began with the whole map, from the start on. */
  snapshots: number;
  /** Open ones of each node. */
  connections: number[];
}

export type CrowdReport = { kind: 'gathered' } | ({ kind: 'settled' } & CrowdOutcome);

export interface MapCrowd extends AsyncDisposable {
  /** From now on so many of them drop or stall each second. */
  misbehave(perSecond: number): void;
  /** Lets them come to rest; resolves with who did not come to that image. */
  settle(image: MapImage, within_ms: number): Promise<CrowdOutcome>;
}

const CROWD = fileURLToPath(new URL('./map-crowd.ts', import.meta.url));

/** Opens many live seat maps in a process of their own; resolves when all are live. */
export async function gatherCrowd(settings: CrowdSettings): Promise<MapCrowd> {
  const child = fork(CROWD, { execArgv: [] });
  const ended = once(child, 'exit');
  const order = (it: CrowdOrder) => child.send(it);
  const report = async <Kind extends CrowdReport['kind']>(kind: Kind) => {
    const gone = ended.then(() => [{ kind: 'gone' }]);
    const [message] = (await Promise.race([once(child, 'message'), gone])) as [CrowdReport];
    if (message.kind !== kind) throw new Error(`The crowd's process said ${message.kind} instead of ${kind}.`);
    return message as Extract<CrowdReport, { kind: Kind }>;
  };
  const dispose = async () => {
    if (child.connected) child.disconnect();
    await ended;
  };
  try {
    order({ kind: 'gather', settings });
    await report('gathered');
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    misbehave: (perSecond) => void order({ kind: 'misbehave', perSecond }),
    async settle(image, within_ms) {
      order({ kind: 'settle', image, within_ms });
      return await report('settled');
    },
    [Symbol.asyncDispose]: dispose,
  };
}
