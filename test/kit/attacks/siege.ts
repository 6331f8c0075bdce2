import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, setPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '../callers/client.ts';
import { runInRepository } from '../product/product-process.ts';
import { openHallShow } from '../shows/hall-show.ts';
import { ADDRESS_ATTACKS } from './address-attacks.ts';
import type { Attack } from './attack.ts';
import { Attacker, type AttackTarget } from './attacker.ts';
import { CONNECTION_ATTACKS } from './connection-attacks.ts';
import { DOCUMENT_ATTACKS } from './document-attacks.ts';
import { GUEST_ATTACKS } from './guest-attacks.ts';
import type { HonestReport, HonestRound } from './honest-buyer.ts';
import { INPUT_ATTACKS } from './input-attacks.ts';
import { LINK_ATTACKS } from './link-attacks.ts';
import { LOCK_ATTACKS } from './lock-attacks.ts';
import { ORGANISER_ATTACKS } from './organiser-attacks.ts';

export const ATTACKS: readonly Attack[] = [
  ...DOCUMENT_ATTACKS,
  ...INPUT_ATTACKS,
  ...CONNECTION_ATTACKS,
  ...ADDRESS_ATTACKS,
  ...LOCK_ATTACKS,
  ...LINK_ATTACKS,
  ...ORGANISER_ATTACKS,
  // Last: what they hold stays held for minutes.
  ...GUEST_ATTACKS,
];

export interface AttackResult {
  name: string;
  about: string;
  requests: number;
  sentBytes: number;
  /** Why something that it sent was refused before it was executed, though that is not what it is for. */
  refusal: string | null;
  honest: HonestReport;
  /** What was seen of the node and its machine. */
  seen: NodeReport;
  /** Whether the node answered after it. */
  lives: boolean;
}

/** Honest buyers alone with the node: before each attack, and after the last one. */
export interface QuietReport {
  /** Of the rounds before the attacks, together: what an attack is compared with. */
  before: HonestReport;
  /** Of the round after all attacks; null: there was none. What they leave behind shows in it. */
  after: HonestReport | null;
}

/** What one attack came to. */
export interface AttackOutcome {
  /** All of them, in order. */
  tries: readonly AttackResult[];
  /** The one of them that counts. */
  best: AttackResult;
}

export interface NodeReport {
  /** The most of the node's memory, and of its heap. */
  residentBytes: number;
  heapBytes: number;
  /** Requests that waited for those of other addresses, at most. */
  waiting: number;
  /** For how long its thread was held up at most. */
  stall_ms: number;
  /** Processors that were at work for neither the node nor the attacker: for PostgreSQL, the buyers, and whatever else runs here. */
  otherCores: number;
}

export interface SiegeOptions {
  /** How long each attack goes on. */
  seconds: number;
  /**
   * How often an attack is tried at most while honest buyers wait longer than so many times a quiet node's, and than `from_ms` (0); the
   * best counts. What an attack does it does each time, what else happens on the machine it does not. Default: once.
   */
  tries?: { most: number; maxRatio: number; from_ms?: number };
  /**
   * Also lets buyers buy with no attack about, before each attack (half as long) and after the last: a single quiet round is a matter of
   * luck, since its 99th percentile is that of a few hundred answers. Default: only before the first.
   */
  isCompared?: boolean;
  attacks?: readonly Attack[];
  /**
   * Nothing else is at work on this machine: attackers get the processor time that neither node nor buyers want (SCHED_IDLE, where there
   * is chrt). A busy machine has none to spare; there they have the lowest of the usual priorities, as by default.
   */
  alone?: boolean;
  onOutcome?(outcome: AttackOutcome): void;
}

export interface SiegeReport {
  quiet: QuietReport;
  outcomes: AttackOutcome[];
}

const HEAP_MB = 512;
/** 20,000 seats. */
const BIG_HALL = { zones: 10, rows: 40, seats: 50 };
const BIG_HALL_ROWS = Array.from({ length: BIG_HALL.zones * BIG_HALL.rows }, (_, index) => {
  const [zone, row] = [Math.floor(index / BIG_HALL.rows) + 1, (index % BIG_HALL.rows) + 1];
  return Array.from({ length: BIG_HALL.seats }, (_seat, seat) => `Z${zone}-${row}-${seat + 1}`);
});
const HONEST_BUYERS = 4;
const LOOK_EVERY_MS = 250;
const BREATH_MS = 10_000;

/**
 * Attacks a node of its own with a heap of 512 MB, on the embedded default with the settings as they come (but for the subgraph, how
 * often locks change and how many keys are kept), in one way after the other, while honest buyers buy from another address. Attackers have the lowest priority on this machine: elsewhere
 * they would not take the node's processor time.
 */
export async function besiege({
  seconds,
  tries,
  isCompared = false,
  attacks = ATTACKS,
  alone = false,
  onOutcome,
}: SiegeOptions): Promise<SiegeReport> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'seatwire-attack-'));
  const product = runInRepository(process.execPath, [`--max-old-space-size=${HEAP_MB}`, 'src/main.ts'], {
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    DEMO: 'small',
    // Whatever it adds may be attacked.
    SUBGRAPH: 'true',
    // Four buyers who never rest stand for the hundreds of a node, who have addresses of their own.
    LOCK_CHANGES_PER_MINUTE_PER_ADDRESS: '0',
    LOCK_CHANGES_PER_MINUTE_PER_CALLER: '0',
    IDEMPOTENCY_KEYS_PER_MINUTE_PER_ADDRESS: '0',
  });
  const buyers = fork(fileURLToPath(new URL('honest-buyer.ts', import.meta.url)));
  stepBack(alone);
  try {
    const [, url] = await product.line(/GraphiQL +(http:\/\/\S+)\/graphql/);
    const [, showId] = await product.line(/Demo show +(show_\w+)/);
    const [, organiserToken] = await product.line(/Organiser +http:\S+#token=(\S+)/);
    const target = await targetOf(url!.replace('localhost', '127.0.0.1'), showId!, organiserToken!);
    const seatIds = target.seatIds.splice(0, HONEST_BUYERS);
    const round = { url: target.url, showId: target.showId, seatIds, lasting_ms: seconds * 1_000 };
    // The first one warms the node up.
    await buy(buyers, { ...round, lasting_ms: 2_000 });
    const before = await buy(buyers, round);
    const outcomes: AttackOutcome[] = [];
    for (const attack of attacks) {
      if (isCompared) addTo(before, await buy(buyers, { ...round, lasting_ms: round.lasting_ms / 2 }));
      const made = [await attackOnce(attack, { target, buyers, round })];
      while (tries && made.length < tries.most && isWorse(made.at(-1)!, before, tries)) {
        made.push(await attackOnce(attack, { target, buyers, round }));
      }
      const outcome = outcomeOf(made);
      outcomes.push(outcome);
      onOutcome?.(outcome);
      if (!outcome.best.lives) break;
    }
    const lives = outcomes.every(({ best }) => best.lives);
    const after = isCompared && lives ? await buy(buyers, round) : null;
    return { quiet: { before, after }, outcomes };
  } finally {
    stepForward(alone);
    buyers.disconnect();
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/**
 * What runs with the lowest of the usual priorities is still let finish its slice of some milliseconds when the node or a buyer wakes
 * up, which on two cores is most of what buyers wait. The idle class is interrupted at once.
 */
function stepBack(alone: boolean): void {
  if (!alone || !setPolicy('--idle')) setPriority(19);
}

function stepForward(alone: boolean): void {
  if (alone) setPolicy('--other');
  setPriority(0);
}

/** False where it can't be set. */
function setPolicy(policy: '--idle' | '--other'): boolean {
  return spawnSync('chrt', [policy, '--all-tasks', '--pid', '0', `${process.pid}`]).status === 0;
}

/** Of its own: what the attacks before it have used up of an address's limits does not make it harmless. */
function addressOf(attack: Attack): string {
  return `127.0.0.${2 + ATTACKS.indexOf(attack)}`;
}

/** Whether its buyers waited more than so many times as long. One who failed, or a node that is down, is no matter of time. */
function isWorse(
  { lives, honest }: AttackResult,
  than: HonestReport,
  { maxRatio, from_ms = 0 }: { maxRatio: number; from_ms?: number },
): boolean {
  const bearable_ms = Math.max(from_ms, maxRatio * percentile(than.answers_ms, 99));
  return lives && honest.failures.length === 0 && percentile(honest.answers_ms, 99) > bearable_ms;
}

/** The one that counts has the buyers who waited least; but one that failed them, or brought the node down, counts in any case. */
function outcomeOf(tries: readonly AttackResult[]): AttackOutcome {
  const failed = tries.find(({ lives, honest }) => !lives || honest.failures.length > 0);
  const best = tries.reduce((least, other) => (isWorse(least, other.honest, { maxRatio: 1 }) ? other : least));
  return { tries, best: failed ?? best };
}

async function attackOnce(
  attack: Attack,
  { target, buyers, round }: { target: AttackTarget; buyers: ChildProcess; round: HonestRound },
): Promise<AttackResult> {
  const attacker = new Attacker(target, addressOf(attack));
  const over = new AbortController();
  const watched = watchNode(target.url, over.signal);
  const attacking = attack.run(attacker, over.signal).catch(() => undefined);
  const honest = await buy(buyers, round);
  over.abort();
  // What hangs is let go of: an attack's promise may never settle then.
  attacker.end();
  void attacking;
  const seen = await watched;
  const { name, about } = attack;
  const { requests, sentBytes } = attacker;
  const lives = await isReadyAgain(target.url);
  const refusal = [...attacker.refusals].find((message) => !attack.refusedBy?.test(message)) ?? null;
  return { name, about, requests, sentBytes, refusal, honest, seen, lives };
}

/** One that is down stays so; one that was busy is ready once it has come to breath. */
async function isReadyAgain(url: string): Promise<boolean> {
  const until = performance.now() + BREATH_MS;
  for (;;) {
    const isReady = await fetch(`${url}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady || performance.now() >= until) return isReady;
    await delay(LOOK_EVERY_MS);
  }
}

async function buy(buyers: ChildProcess, round: HonestRound): Promise<HonestReport> {
  buyers.send(round);
  const [report] = (await once(buyers, 'message')) as [HonestReport];
  return report;
}

function addTo(all: HonestReport, round: HonestReport): void {
  all.failures.push(...round.failures);
  all.answers_ms = sorted([...all.answers_ms, ...round.answers_ms]);
  all.deltas_ms = sorted([...all.deltas_ms, ...round.deltas_ms]);
}

function sorted(times_ms: number[]): number[] {
  return times_ms.sort((one, other) => one - other);
}

async function watchNode(url: string, until: AbortSignal): Promise<NodeReport> {
  let [residentBytes, heapBytes, waiting, stall_ms, node_s] = [0, 0, 0, 0, 0];
  let first: Usage | null = null;
  while (!until.aborted) {
    const text = await fetch(`${url}/metrics`, { signal: until }).then(
      (answer) => answer.text(),
      () => '',
    );
    if (text !== '') {
      node_s = metric(text, 'process_cpu_seconds_total');
      // Since the figures were asked for the last time: what was before the attack does not count.
      if (first) stall_ms = Math.max(stall_ms, metric(text, 'nodejs_eventloop_lag_max_seconds') * 1_000);
      first ??= usageOf(node_s);
    }
    residentBytes = Math.max(residentBytes, metric(text, 'process_resident_memory_bytes'));
    heapBytes = Math.max(heapBytes, metric(text, 'nodejs_heap_size_used_bytes'));
    waiting = Math.max(waiting, metric(text, 'requests_waiting'));
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  const last = usageOf(node_s);
  const otherCores = first ? (last.others_s - first.others_s) / (last.at_s - first.at_s) : 0;
  return { residentBytes, heapBytes, waiting, stall_ms, otherCores };
}

/** Processor time of this machine that was neither the node's nor ours. */
interface Usage {
  at_s: number;
  others_s: number;
}

function usageOf(node_s: number): Usage {
  const busy_ms = cpus().reduce(
    (sum, { times: { idle, ...busy } }) => sum + busy.user + busy.nice + busy.sys + busy.irq,
    0,
  );
  const { user, system } = process.cpuUsage();
  return { at_s: performance.now() / 1_000, others_s: busy_ms / 1_000 - (user + system) / 1e6 - node_s };
}

function metric(text: string, name: string): number {
  const match = new RegExp(`^(?:seatwire_)?${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text);
  return match ? Number(match[1]) : 0;
}

async function targetOf(url: string, showId: string, organiserToken: string): Promise<AttackTarget> {
  // First: drawing it takes so long on a busy machine that the node closes a connection that was used before, and this process sees
  // that only when it has sent the next request by it.
  await using organiser = createClient(url, organiserToken);
  const strict = { showId: await openHallShow(organiser, BIG_HALL, { orphanRule: 'STRICT' }), rows: BIG_HALL_ROWS };
  const query = `{ show(id: "${showId}") { seatMap { seats { seatId } } } }`;
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = (await answer.json()) as { data: { show: { seatMap: { seats: { seatId: string }[] } } } };
  const seatIds = data.show.seatMap.seats.map(({ seatId }) => seatId);
  return { url, showId, seatIds, more: { strict, organiserToken } };
}

/** The value below which so many of a hundred are; 0 where there is none. */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}
