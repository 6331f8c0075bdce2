import { type Random, randomOf } from '../basics/random.ts';

/** How one who comes to the sale behaves; times in milliseconds. */
export interface Visitor {
  id: string;
  isScript: boolean;
  /** When it joins, relative to sales start. */
  arrives_ms: number;
  /** How many tabs: each joins, and all share an entry. */
  tabs: number;
  /** Looks anew every so often, on average; null: it keeps the page. */
  reloadsEvery_ms: number | null;
  /** Waits so long from the draw, or from its own coming after it; and does not begin to where the estimate is longer. */
  patience_ms: number;
  /** Says so on leaving; others close the page, and keep a place that they will not use. */
  saysGoodbye: boolean;
  /** How long it takes to see that it is admitted. */
  notices_ms: number;
  chooses_ms: number;
  pays_ms: number;
  party: number;
  /** Takes fewer seats where there are not enough. */
  takesFewer: boolean;
  /** Never pays what it holds. */
  abandons: boolean;
}

export interface CrowdOptions {
  people: number;
  /** Programs that join with so many sessions each, as the room opens. */
  scripts: number;
  sessions: number;
  seed: number;
  /** From when on the room can be joined, before sales start. */
  opensBefore_ms: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** The size of parties, and how many of a hundred come in it. */
const PARTIES = [
  [1, 15],
  [2, 50],
  [3, 15],
  [4, 20],
] as const;
/** What a script takes: as many as the shop sells in one booking. */
const SCRIPT_PARTY = 4;
/** Of those who come in time, most do in the last minutes. */
const EARLY_SHARE = 0.8;

/** Everybody who comes, the same for the same options. In the order of their coming. */
export function makeCrowd(options: CrowdOptions): Visitor[] {
  const random = randomOf(options.seed);
  const people = Array.from({ length: options.people }, (_, n) => makePerson(`guest_${n + 1}`, random, options));
  const scripts = Array.from({ length: options.scripts * options.sessions }, (_, n) =>
    makeScriptSession(`script_${Math.floor(n / options.sessions) + 1}_${(n % options.sessions) + 1}`, random, options),
  );
  return [...people, ...scripts].sort((one, other) => one.arrives_ms - other.arrives_ms);
}

function makePerson(id: string, random: Random, { opensBefore_ms }: CrowdOptions): Visitor {
  const isEarly = chance(random, EARLY_SHARE);
  return {
    id,
    isScript: false,
    arrives_ms: isEarly
      ? -Math.min(opensBefore_ms, exponential(random, opensBefore_ms / 5))
      : exponential(random, 10 * MINUTE_MS),
    tabs: chance(random, 0.2) ? random.integer(2, 3) : 1,
    reloadsEvery_ms: chance(random, 0.3) ? 3 * MINUTE_MS : null,
    patience_ms: logNormal(random, { median: 45 * MINUTE_MS, sigma: 0.8 }),
    saysGoodbye: chance(random, 0.4),
    notices_ms: chance(random, 0.1) ? exponential(random, 4 * MINUTE_MS) : exponential(random, 8 * SECOND_MS),
    chooses_ms: logNormal(random, { median: MINUTE_MS, sigma: 0.6 }),
    pays_ms: logNormal(random, { median: 80 * SECOND_MS, sigma: 0.5 }),
    party: partyOf(random),
    takesFewer: chance(random, 0.3),
    abandons: chance(random, 0.06),
  };
}

function makeScriptSession(id: string, random: Random, { opensBefore_ms }: CrowdOptions): Visitor {
  return {
    id,
    isScript: true,
    arrives_ms: -opensBefore_ms + random.integer(0, SECOND_MS),
    tabs: 1,
    reloadsEvery_ms: MINUTE_MS,
    patience_ms: Number.POSITIVE_INFINITY,
    saysGoodbye: false,
    notices_ms: 100,
    chooses_ms: SECOND_MS,
    pays_ms: 5 * SECOND_MS,
    party: SCRIPT_PARTY,
    takesFewer: true,
    abandons: false,
  };
}

export function chance(random: Random, share: number): boolean {
  return fraction(random) < share;
}

/** Above 0, below 1. */
function fraction(random: Random): number {
  return (random.integer(0, 2 ** 30 - 1) + 0.5) / 2 ** 30;
}

export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(fraction(random));
}

function logNormal(random: Random, { median, sigma }: { median: number; sigma: number }): number {
  const normal = Math.sqrt(-2 * Math.log(fraction(random))) * Math.cos(2 * Math.PI * fraction(random));
  return median * Math.exp(sigma * normal);
}

function partyOf(random: Random): number {
  let left = random.integer(1, 100);
  for (const [size, share] of PARTIES) {
    left -= share;
    if (left <= 0) return size;
  }
  return PARTIES[0][0];
}
