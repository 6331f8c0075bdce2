import { parseArgs } from 'node:util';

/** An option is not what it may be. */
export class LoadOptionError extends Error {}

/** Bounds of each number, and what it is if it is not given. */
export const LOAD_NUMBERS = {
  buyers: { min: 1, max: 20_000, of: 50 },
  minutes: { min: 0.05, max: 24 * 60, of: 1 },
  'think-seconds': { min: 0, max: 600, of: 5 },
  'paying-percent': { min: 0, max: 100, of: 60 },
} as const;

export interface LoadOptions {
  /** Of the GraphQL endpoint. */
  url: string;
  /** Null: the next show that is on sale. */
  showId: string | null;
  /** How many are there at a time: for each who goes, another comes. */
  buyers: number;
  duration_ms: number;
  /** How long a buyer takes between two steps, on average. */
  think_ms: number;
  /** How many of a hundred who hold seats pay for them. */
  payingPercent: number;
}

type Name = keyof typeof LOAD_NUMBERS;

/** Throws LoadOptionError, or what node:util's parseArgs throws of options that there are not. */
export function readLoadOptions(args: readonly string[]): { options: LoadOptions; isJson: boolean } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ url: { type: 'string', default: 'http://localhost:4000/graphql' }, show: { type: 'string' } },
      ...{ buyers: { type: 'string' }, minutes: { type: 'string' } },
      ...{ 'think-seconds': { type: 'string' }, 'paying-percent': { type: 'string' } },
      json: { type: 'boolean', default: false },
    },
  });
  const of = (name: Name) => numberOf(name, values[name]);
  const buyers = of('buyers');
  if (!Number.isInteger(buyers)) throw new LoadOptionError('--buyers must be a whole number.');
  const options = {
    ...{ url: endpointOf(values.url), showId: values.show ?? null, buyers, payingPercent: of('paying-percent') },
    ...{ duration_ms: 60_000 * of('minutes'), think_ms: 1_000 * of('think-seconds') },
  };
  return { options, isJson: values.json };
}

function numberOf(name: Name, given: string | undefined): number {
  const { min, max, of } = LOAD_NUMBERS[name];
  if (given === undefined) return of;
  const number = /^\d+(\.\d+)?$/.test(given) ? Number(given) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new LoadOptionError(`--${name} must be a number from ${min} to ${max}.`);
}

/** An address alone is that of a node, whose endpoint is `/graphql`. */
function endpointOf(given: string): string {
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new LoadOptionError('--url must be a URL with http: or https:, such as http://localhost:4000/graphql.');
  }
  if (url.pathname === '/') url.pathname = '/graphql';
  return url.href;
}
