import { setTimeout as delay } from 'node:timers/promises';
import type { RunningServer } from '../../services/server-process.ts';
import type { Random } from '../basics/random.ts';
import { now_ms } from '../checks/history.ts';
import { type Installation, type InstalledNode, SERVERS, type ServerName } from '../product/installation.ts';
import { pauseProcess, resumeProcess } from '../product/process-pause.ts';
import { connectRedis, copyRedis } from '../servers/redis-harness.ts';
import type { TcpProxy } from '../servers/tcp-proxy.ts';
import { CommitBeats, type LostCommits } from './commit-beats.ts';

/** Something that happens to an installation, with everything drawn that is random about it. */
export interface Fault {
  readonly name: string;
  /** Of the kinds, a short chaos has one each. */
  readonly kind: string;
  /** Faults with different targets can happen at once. */
  readonly target: 'nodes' | ServerName;
  /**
   * Lets it happen, and ends it. Resolves when what was hit runs again; with the times whose commits PostgreSQL may have lost,
   * if there are.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: nearly no fault loses any.
  suffer(installation: Installation): Promise<LostCommits[] | void>;
}

const NAMES: Record<ServerName, string> = { postgres: 'PostgreSQL', redis: 'Redis', kafka: 'Kafka' };
/** Longer than a distributed lock's lease (5 s): whoever is paused has lost it without knowing. */
const PAUSE_MS = { least: 5_500, greatest: 7_000 };
const OUTAGE_MS = { least: 500, greatest: 4_000 };
const DISTURBANCE_MS = { least: 3_000, greatest: 5_000 };
const BLACK_HOLE_MS = { least: 2_000, greatest: 6_000 };
const SLOW = { latency_ms: { least: 20, greatest: 150 }, bytesPerSecond: { least: 200_000, greatest: 1_000_000 } };
const CLOCK_JUMP_MS = 10 * 60 * 1_000;
/** Of commits that are lost. */
const LOSS_MS = { least: 1_500, greatest: 4_000 };
/** The kind of faults after which acknowledged operations may be missing. */
export const COMMITS_LOST = 'commits lost';
/** A fault after which Redis has forgotten what it did last. */
export const DATA_SET_BACK = 'data set back';
const RESTART_AGAIN_MS = 500;
const RESTARTED_WITHIN_MS = 60_000;

/** One of each fault, in random order. Which node, for how long and so on is drawn here. */
export function drawFaults(random: Random, nodeCount: number): Fault[] {
  const faults: Fault[] = [
    nodeKilled(random, nodeCount),
    nodePaused(random, nodeCount),
    clockJump(random, nodeCount, 'ahead'),
    clockJump(random, nodeCount, 'behind'),
    redisLosesItsData(random),
    redisEmptied(),
    redisSetBack(random),
    unwrittenCommitsLost(random),
    setBackToCopy(random),
    ...SERVERS.flatMap((server) => [
      serverKilled(random, server),
      serverPaused(random, server),
      slow(random, nodeCount, server),
      cut(random, nodeCount, server),
      blackHole(random, nodeCount, server),
      halfOpen(random, nodeCount, server),
    ]),
  ];
  return random.sample([...faults, ...twoPairs(random, nodeCount)], faults.length + 2);
}

/** The first of each kind. */
export function oneOfEachKind(faults: readonly Fault[]): Fault[] {
  return faults.filter((fault, index) => faults.findIndex(({ kind }) => kind === fault.kind) === index);
}

function twoPairs(random: Random, nodeCount: number): Fault[] {
  const ends = [
    nodeKilled(random, nodeCount),
    nodePaused(random, nodeCount),
    ...SERVERS.map((server) => serverKilled(random, server)),
    ...SERVERS.map((server) => serverPaused(random, server)),
    ...SERVERS.map((server) => blackHole(random, nodeCount, server)),
    redisLosesItsData(random),
    unwrittenCommitsLost(random),
  ];
  return [0, 1].map(() => {
    const [one] = random.sample(ends, 1) as [Fault];
    const others = ends.filter(({ target }) => target !== one.target);
    const [other] = random.sample(others, 1) as [Fault];
    return {
      name: `both ${one.name} and ${other.name}`,
      kind: 'two at once',
      target: one.target,
      async suffer(installation) {
        const lost = await Promise.all([one.suffer(installation), other.suffer(installation)]);
        return lost.flatMap((each) => each ?? []);
      },
    };
  });
}

function nodeKilled(random: Random, nodeCount: number): Fault {
  const index = random.integer(0, nodeCount - 1);
  const outage_ms = random.integer(OUTAGE_MS.least, OUTAGE_MS.greatest);
  return {
    name: `node ${index + 1} killed`,
    kind: 'node killed',
    target: 'nodes',
    async suffer({ nodes }) {
      const node = nodes[index]!;
      await node.kill();
      await delay(outage_ms);
      await restartUntilItRuns(node);
    },
  };
}

/** As whatever runs nodes does it: a node can't start while a part that it needs is away. */
async function restartUntilItRuns(node: InstalledNode): Promise<void> {
  const begun_ms = performance.now();
  for (;;) {
    try {
      return await node.restart();
    } catch (error) {
      if (performance.now() - begun_ms > RESTARTED_WITHIN_MS) throw error;
      await delay(RESTART_AGAIN_MS);
    }
  }
}

function nodePaused(random: Random, nodeCount: number): Fault {
  const index = random.integer(0, nodeCount - 1);
  const pause_ms = random.integer(PAUSE_MS.least, PAUSE_MS.greatest);
  return {
    name: `node ${index + 1} paused`,
    kind: 'node paused',
    target: 'nodes',
    suffer: ({ nodes }) => paused(nodes[index]!.pid, pause_ms),
  };
}

async function paused(pid: number, pause_ms: number): Promise<void> {
  pauseProcess(pid);
  try {
    await delay(pause_ms);
  } finally {
    resumeProcess(pid);
  }
}

function clockJump(random: Random, nodeCount: number, direction: 'ahead' | 'behind'): Fault {
  const index = random.integer(0, nodeCount - 1);
  const while_ms = random.integer(DISTURBANCE_MS.least, DISTURBANCE_MS.greatest);
  return {
    name: `clock of node ${index + 1} jumps 10 minutes ${direction}, and back`,
    kind: 'clock jump',
    target: 'nodes',
    async suffer({ nodes }) {
      await nodes[index]!.shiftClock(direction === 'ahead' ? CLOCK_JUMP_MS : -CLOCK_JUMP_MS);
      await delay(while_ms);
      await nodes[index]!.shiftClock(0);
    },
  };
}

function serverKilled(random: Random, server: ServerName): Fault {
  const outage_ms = random.integer(OUTAGE_MS.least, OUTAGE_MS.greatest);
  return {
    name: `${NAMES[server]} killed`,
    kind: 'server killed',
    target: server,
    async suffer(installation) {
      const running: RunningServer = installation[server];
      await running.kill();
      await delay(outage_ms);
      await running.restart();
    },
  };
}

function serverPaused(random: Random, server: ServerName): Fault {
  const pause_ms = random.integer(PAUSE_MS.least, PAUSE_MS.greatest);
  return {
    name: `${NAMES[server]} paused`,
    kind: 'server paused',
    target: server,
    suffer: (installation) => paused(installation[server].pid, pause_ms),
  };
}

function redisLosesItsData(random: Random): Fault {
  const outage_ms = random.integer(OUTAGE_MS.least, OUTAGE_MS.greatest);
  return {
    name: 'Redis killed, its data lost',
    kind: 'data lost',
    target: 'redis',
    async suffer({ redis }) {
      await redis.kill();
      await delay(outage_ms);
      await redis.restartEmpty();
    },
  };
}

function redisEmptied(): Fault {
  return {
    name: 'Redis emptied',
    kind: 'data lost',
    target: 'redis',
    async suffer({ redis }) {
      const connection = connectRedis([redis.url]);
      await connection.run((client) => client.flushall()).finally(() => connection.close());
    },
  };
}

/** As after a failover to a replica that lagged. */
function redisSetBack(random: Random): Fault {
  const while_ms = random.integer(LOSS_MS.least, LOSS_MS.greatest);
  return {
    name: 'Redis set back to a copy',
    kind: DATA_SET_BACK,
    target: 'redis',
    async suffer({ redis }) {
      const connection = connectRedis([redis.url]);
      try {
        const setBack = await copyRedis(connection);
        await delay(while_ms);
        await setBack();
      } finally {
        await connection.close();
      }
    },
  };
}

/** What PostgreSQL acknowledged and had not written yet is lost with it. */
function unwrittenCommitsLost(random: Random): Fault {
  const while_ms = random.integer(LOSS_MS.least, LOSS_MS.greatest);
  const outage_ms = random.integer(OUTAGE_MS.least, OUTAGE_MS.greatest);
  return {
    name: 'PostgreSQL killed with commits that it had not written',
    kind: COMMITS_LOST,
    target: 'postgres',
    async suffer({ postgres }) {
      const beats = await CommitBeats.start(postgres.url);
      await postgres.acknowledgeAtOnce();
      await delay(while_ms);
      await postgres.kill();
      const ended_ms = now_ms();
      await delay(outage_ms);
      await postgres.restart();
      await postgres.acknowledgeWhenWritten();
      return [await beats.lost(ended_ms)];
    },
  };
}

/** As after a failover to a standby that lagged, or with a backup put back. */
function setBackToCopy(random: Random): Fault {
  const while_ms = random.integer(LOSS_MS.least, LOSS_MS.greatest);
  const [how] = random.sample(['crashed', 'restored'] as const, 1) as ['crashed' | 'restored'];
  return {
    name: `PostgreSQL set back to a copy (${how})`,
    kind: COMMITS_LOST,
    target: 'postgres',
    async suffer({ postgres }) {
      const beats = await CommitBeats.start(postgres.url);
      await postgres.copyFiles('running');
      await delay(while_ms);
      await postgres.kill();
      const ended_ms = now_ms();
      await postgres.putFilesBack(how);
      return [await beats.lost(ended_ms)];
    },
  };
}

/** Of one node to the server, or of all. */
function drawLinks(random: Random, nodeCount: number, server: ServerName) {
  const index = random.integer(0, nodeCount);
  return {
    whose: index === nodeCount ? 'all links' : `link of node ${index + 1}`,
    of: ({ nodes }: Installation): TcpProxy[] =>
      nodes.filter((_, each) => index === nodeCount || each === index).map(({ links }) => links[server]),
  };
}

function slow(random: Random, nodeCount: number, server: ServerName): Fault {
  const links = drawLinks(random, nodeCount, server);
  const while_ms = random.integer(DISTURBANCE_MS.least, DISTURBANCE_MS.greatest);
  const latency_ms = random.integer(SLOW.latency_ms.least, SLOW.latency_ms.greatest);
  const bytesPerSecond = random.integer(SLOW.bytesPerSecond.least, SLOW.bytesPerSecond.greatest);
  return {
    name: `${links.whose} to ${NAMES[server]} slow (${latency_ms} ms)`,
    kind: 'slow link',
    target: server,
    async suffer(installation) {
      const slowed = links.of(installation);
      for (const link of slowed) link.slow({ latency_ms, jitter_ms: latency_ms, bytesPerSecond });
      await delay(while_ms);
      await healAll(slowed);
    },
  };
}

function cut(random: Random, nodeCount: number, server: ServerName): Fault {
  const links = drawLinks(random, nodeCount, server);
  const outage_ms = random.integer(OUTAGE_MS.least, OUTAGE_MS.greatest);
  return {
    name: `${links.whose} to ${NAMES[server]} cut`,
    kind: 'cut link',
    target: server,
    async suffer(installation) {
      const severed = links.of(installation);
      for (const link of severed) link.cut();
      await delay(outage_ms);
      await Promise.all(severed.map((link) => link.refuse()));
      await delay(outage_ms);
      await healAll(severed);
    },
  };
}

function blackHole(random: Random, nodeCount: number, server: ServerName): Fault {
  const links = drawLinks(random, nodeCount, server);
  const while_ms = random.integer(BLACK_HOLE_MS.least, BLACK_HOLE_MS.greatest);
  const endsInReset = random.integer(0, 1) === 1;
  return {
    name: `${links.whose} to ${NAMES[server]} in a black hole`,
    kind: 'black hole',
    target: server,
    async suffer(installation) {
      const swallowed = links.of(installation);
      for (const link of swallowed) link.silence();
      await delay(while_ms);
      if (endsInReset) for (const link of swallowed) link.cut();
      await healAll(swallowed);
    },
  };
}

function halfOpen(random: Random, nodeCount: number, server: ServerName): Fault {
  const links = drawLinks(random, nodeCount, server);
  return {
    name: `${links.whose} to ${NAMES[server]} half-open`,
    kind: 'black hole',
    target: server,
    async suffer(installation) {
      for (const link of links.of(installation)) link.forget();
    },
  };
}

async function healAll(links: readonly TcpProxy[]): Promise<void> {
  await Promise.all(links.map((link) => link.heal()));
}
