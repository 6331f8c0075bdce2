import { setTimeout as delay } from 'node:timers/promises';
import type { RunningServer } from '../services/server-process.ts';
import type { Installation } from './installation.ts';
import type { Random } from './random.ts';
import { connectRedis } from './redis-harness.ts';

export const FAULTS = [
  'node killed',
  'node paused',
  'Redis killed',
  'Redis killed, its data lost',
  'Redis emptied',
  'Kafka killed',
  'PostgreSQL killed',
] as const;

export type FaultName = (typeof FAULTS)[number];

/** Longer than a distributed lock's lease (5 s): whoever is paused has lost it without knowing. */
const PAUSE_MS = { least: 5_500, greatest: 7_000 };
const OUTAGE_MS = { least: 500, greatest: 4_000 };

/** Lets it happen for a random while, and ends it. Resolves when what was hit runs again. */
export async function suffer(fault: FaultName, installation: Installation, random: Random): Promise<void> {
  const { nodes, redis, kafka, postgres } = installation;
  const outage = () => delay(random.integer(OUTAGE_MS.least, OUTAGE_MS.greatest));
  const killAndRestart = async (server: RunningServer): Promise<void> => {
    await server.kill();
    await outage();
    await server.restart();
  };
  const node = nodes[random.integer(0, nodes.length - 1)]!;
  switch (fault) {
    case 'node killed':
      return await killAndRestart(node);
    case 'node paused':
      process.kill(node.pid, 'SIGSTOP');
      await delay(random.integer(PAUSE_MS.least, PAUSE_MS.greatest));
      process.kill(node.pid, 'SIGCONT');
      return;
    case 'Redis killed':
      return await killAndRestart(redis);
    case 'Redis killed, its data lost':
      await redis.kill();
      await outage();
      return await redis.restartEmpty();
    case 'Redis emptied': {
      const connection = connectRedis([redis.url]);
      await connection.run((client) => client.flushall()).finally(() => connection.close());
      return;
    }
    case 'Kafka killed':
      return await killAndRestart(kafka);
    case 'PostgreSQL killed':
      return await killAndRestart(postgres);
  }
}
