import { parseArgs } from 'node:util';
import { IDLE_SECONDS, MAX_ACTIVE, MAX_PER_MINUTE } from '../../../src/modules/waiting-room/waiting-room-input.ts';
import type { SimulationOptions } from './simulation.ts';

/** An option is not what it may be. */
export class OptionError extends Error {}

const COUNT = { min: 0, max: 2_000_000 } as const;
/** Bounds of each option, and what it is if it is not given. Those of the room are the product's. */
export const SALE_OPTIONS = {
  people: { min: 1, max: COUNT.max, of: 100_000 },
  seats: { min: 1, max: 200_000, of: 20_000 },
  'max-active': { min: 1, max: MAX_ACTIVE, of: 2_000 },
  'per-minute': { min: 1, max: MAX_PER_MINUTE, of: 1_200 },
  'idle-seconds': { ...IDLE_SECONDS, of: 180 },
  scripts: { ...COUNT, max: 10_000, of: 20 },
  sessions: { ...COUNT, max: 100_000, of: 250 },
  'opens-minutes-before': { min: 1, max: 24 * 60, of: 30 },
  seed: { min: 0, max: 2 ** 31 - 1, of: 1 },
} as const;

type Name = keyof typeof SALE_OPTIONS;

/** Throws OptionError, or what node:util's parseArgs throws of options that there are not. */
export function readSaleOptions(args: readonly string[]): { options: SimulationOptions; isJson: boolean } {
  const names = Object.keys(SALE_OPTIONS) as Name[];
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...(Object.fromEntries(names.map((name) => [name, { type: 'string' }])) as Record<Name, { type: 'string' }>),
      json: { type: 'boolean', default: false },
    },
  });
  const of = (name: Name) => numberOf(name, values[name]);
  const options: SimulationOptions = {
    ...{ people: of('people'), seats: of('seats'), scripts: of('scripts'), sessions: of('sessions'), seed: of('seed') },
    ...{ maxActive: of('max-active'), perMinute: of('per-minute'), idleSeconds: of('idle-seconds') },
    opensBefore_ms: 60_000 * of('opens-minutes-before'),
  };
  const sessions = options.scripts * options.sessions;
  if (sessions > COUNT.max)
    throw new OptionError(`--scripts times --sessions must be at most ${COUNT.max}, not ${sessions}.`);
  return { options, isJson: values.json };
}

function numberOf(name: Name, value: string | undefined): number {
  const { min, max, of } = SALE_OPTIONS[name];
  if (value === undefined) return of;
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) {
    throw new OptionError(`--${name} must be a whole number from ${min} to ${max}, not ${value}.`);
  }
  return number;
}
