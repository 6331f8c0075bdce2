import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInRepository } from '../product-process.ts';
import { ADDRESS_ATTACKS } from './address-attacks.ts';
import type { Attack } from './attack.ts';
import { Attacker, type AttackTarget } from './attacker.ts';
import { CONNECTION_ATTACKS } from './connection-attacks.ts';
import { DOCUMENT_ATTACKS } from './document-attacks.ts';
import { GUEST_ATTACKS } from './guest-attacks.ts';
import type { HonestReport, HonestRound } from './honest-buyer.ts';
import { INPUT_ATTACKS } from './input-attacks.ts';

export const ATTACKS: readonly Attack[] = [
  ...DOCUMENT_ATTACKS,
  ...INPUT_ATTACKS,
  ...CONNECTION_ATTACKS,
  ...ADDRESS_ATTACKS,
  // Last: what they hold stays held for minutes.
  ...GUEST_ATTACKS,
];

export interface AttackResult {
  name: string;
  about: string;
  requests: number;
  sentBytes: number;
  honest: HonestReport;
  /** The most of the node's memory that was seen, and of its heap. */
  residentBytes: number;
  heapBytes: number;
  /** Whether the node answered after it. */
  lives: boolean;
}

export interface SiegeOptions {
  /** How long each attack goes on. */
  seconds: number;
  attacks?: readonly Attack[];
  onResult?(result: AttackResult): void;
}

export interface SiegeReport {
  quiet: HonestReport;
  results: AttackResult[];
}

const HEAP_MB = 512;
const HONEST_BUYERS = 4;
const MEMORY_EVERY_MS = 250;

/**
 * Attacks a node of its own with a heap of 512 MB, on the embedded default with the settings as they come (but for how often
 * locks change), in one way after the other, while honest buyers buy from another address. Attackers have the lowest priority on this machine: elsewhere
 * they would not take the node's processor time.
 */
export async function besiege({ seconds, attacks = ATTACKS, onResult }: SiegeOptions): Promise<SiegeReport> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'seatwire-attack-'));
  const product = runInRepository(process.execPath, [`--max-old-space-size=${HEAP_MB}`, 'src/main.ts'], {
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    // Four buyers who never rest stand for the hundreds of a node, who have addresses of their own.
    LOCK_CHANGES_PER_MINUTE_PER_ADDRESS: '0',
    LOCK_CHANGES_PER_MINUTE_PER_CALLER: '0',
  });
  const buyers = fork(fileURLToPath(new URL('honest-buyer.ts', import.meta.url)));
  setPriority(19);
  try {
    const [, url] = await product.line(/GraphiQL +(http:\/\/\S+)\/graphql/);
    const [, showId] = await product.line(/Demo show +(show_\w+)/);
    const target = await targetOf(url!.replace('localhost', '127.0.0.1'), showId!);
    const seatIds = target.seatIds.splice(0, HONEST_BUYERS);
    const round = { url: target.url, showId: target.showId, seatIds, lasting_ms: seconds * 1_000 };
    // The first one warms the node up.
    await buy(buyers, { ...round, lasting_ms: 2_000 });
    const quiet = await buy(buyers, round);
    const results: AttackResult[] = [];
    for (const attack of attacks) {
      const result = await attackOnce(attack, { target, buyers, round });
      results.push(result);
      onResult?.(result);
      if (!result.lives) break;
    }
    return { quiet, results };
  } finally {
    setPriority(0);
    buyers.disconnect();
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function attackOnce(
  attack: Attack,
  { target, buyers, round }: { target: AttackTarget; buyers: ChildProcess; round: HonestRound },
): Promise<AttackResult> {
  const attacker = new Attacker(target);
  const over = new AbortController();
  const memory = watchMemory(target.url, over.signal);
  const attacking = attack.run(attacker, over.signal).catch(() => undefined);
  const honest = await buy(buyers, round);
  over.abort();
  // What hangs is let go of: an attack's promise may never settle then.
  attacker.end();
  void attacking;
  const { residentBytes, heapBytes } = await memory;
  const { name, about } = attack;
  const { requests, sentBytes } = attacker;
  const lives = await fetch(`${target.url}/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
  return { name, about, requests, sentBytes, honest, residentBytes, heapBytes, lives };
}

async function buy(buyers: ChildProcess, round: HonestRound): Promise<HonestReport> {
  buyers.send(round);
  const [report] = (await once(buyers, 'message')) as [HonestReport];
  return report;
}

async function watchMemory(url: string, until: AbortSignal): Promise<{ residentBytes: number; heapBytes: number }> {
  let [residentBytes, heapBytes] = [0, 0];
  while (!until.aborted) {
    const text = await fetch(`${url}/metrics`, { signal: until }).then(
      (answer) => answer.text(),
      () => '',
    );
    residentBytes = Math.max(residentBytes, metric(text, 'process_resident_memory_bytes'));
    heapBytes = Math.max(heapBytes, metric(text, 'nodejs_heap_size_used_bytes'));
    await new Promise((resolve) => setTimeout(resolve, MEMORY_EVERY_MS));
  }
  return { residentBytes, heapBytes };
}

function metric(text: string, name: string): number {
  const match = new RegExp(`^(?:seatwire_)?${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text);
  return match ? Number(match[1]) : 0;
}

async function targetOf(url: string, showId: string): Promise<AttackTarget> {
  const query = `{ show(id: "${showId}") { seatMap { seats { seatId zone } } } }`;
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = (await answer.json()) as { data: { show: { seatMap: { seats: { seatId: string }[] } } } };
  return { url, showId, seatIds: data.show.seatMap.seats.map(({ seatId }) => seatId) };
}

/** The value below which so many of a hundred are; 0 where there is none. */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}
