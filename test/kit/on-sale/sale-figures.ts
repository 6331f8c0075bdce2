import type { SimulatedSale, Visit, VisitEnd } from './simulation.ts';

export interface Spread {
  median: number;
  p90: number;
  p99: number;
  max: number;
}

/** What is to be known of a simulated sale. Times in seconds, from sales start on; shares from 0 to 1. */
export interface SaleFigures {
  people: number;
  scriptSessions: number;
  joins: number;
  drawn: number;
  cameLater: number;
  /** From the draw, or from coming after it, until the admission; of people who were there to use it. */
  waited_s: Spread | null;
  fairness: {
    /** Between the order of coming and the place, of those who were drawn: about 0. */
    correlation: number;
    scriptsOfDrawn: number;
    /** Of the first half of the places that were drawn. */
    scriptsOfFirstHalf: number;
    scriptsOfSeats: number;
  };
  /** When so much of the hall was sold; null: never. */
  filled: { share: number; at_s: number | null }[];
  admissions: {
    setting: number;
    /** Of whole minutes at whose ends somebody waited and there was room; null: there was none. */
    perMinute: { median: number; min: number; max: number } | null;
    /** Share of the ticks, while somebody waited, at which `maxActive` were in. */
    fullShare: number;
    total: number;
    mostActive: number;
  };
  ends: Record<VisitEnd, number>;
  seatsSold: number;
  soldOut_s: number | null;
  /** Each of them is 0, whatever the crowd does. */
  faults: {
    admittedTwice: number;
    overMostActive: number;
    outOfOrder: number;
    doubleBooked: number;
    soldTooMany: number;
  };
  refusedLocks: number;
}

const FILLED = [0.1, 0.25, 0.5, 0.75, 0.9, 1];
const MINUTE_MS = 60_000;

export function figuresOf(sale: SimulatedSale): SaleFigures {
  const { options, visits, drawn, admissions, ticks, sales } = sale;
  const scripts = visits.filter(({ visitor }) => visitor.isScript);
  const byPlace = drawnByPlace(sale);
  const seatsSold = sumOf(sales.map(({ seats }) => seats));
  const scriptShare = (some: readonly Visit[]) =>
    share(some.filter(({ visitor }) => visitor.isScript).length, some.length);
  const waits = visits.flatMap(({ visitor, end, joined_ms, admitted_ms }) =>
    visitor.isScript || admitted_ms === null || end === 'GONE' ? [] : [(admitted_ms - Math.max(joined_ms, 0)) / 1_000],
  );
  const waiting = ticks.filter((tick) => tick.at_ms >= 0 && tick.waiting > 0);
  return {
    people: options.people,
    scriptSessions: scripts.length,
    joins: sale.joins,
    drawn,
    cameLater: visits.length - drawn,
    waited_s: spreadOf(waits),
    fairness: {
      correlation: correlationOf(byPlace.map(({ arrival }) => arrival)),
      scriptsOfDrawn: scriptShare(byPlace.map(({ visit }) => visit)),
      scriptsOfFirstHalf: scriptShare(byPlace.slice(0, Math.ceil(byPlace.length / 2)).map(({ visit }) => visit)),
      scriptsOfSeats: share(sumOf(scripts.map(({ seats }) => seats)), seatsSold),
    },
    filled: FILLED.map((part) => ({ share: part, at_s: filledAt_s(sale, part) })),
    admissions: {
      setting: options.perMinute,
      perMinute: pacedMinutes(sale),
      fullShare: share(waiting.filter(({ active }) => active >= options.maxActive).length, waiting.length),
      total: admissions.length,
      mostActive: ticks.reduce((most, { active }) => Math.max(most, active), 0),
    },
    ends: endsOf(visits),
    seatsSold,
    soldOut_s: filledAt_s(sale, 1),
    faults: {
      admittedTwice: admissions.length - new Set(admissions.map(({ place }) => place)).size,
      overMostActive: ticks.filter(({ active }) => active > options.maxActive).length,
      outOfOrder: admissions.filter(({ place }, index) => index > 0 && place <= admissions[index - 1]!.place).length,
      doubleBooked: sale.doubleBooked,
      soldTooMany: Math.max(0, seatsSold - options.seats),
    },
    refusedLocks: sale.refusedLocks,
  };
}

/** Those who were drawn, by their places, with the order in which they came. */
function drawnByPlace({ visits, drawn }: SimulatedSale): { visit: Visit; arrival: number }[] {
  return visits
    .map((visit, arrival) => ({ visit, arrival }))
    .filter(({ visit }) => visit.place !== null && visit.place <= drawn)
    .sort((one, other) => one.visit.place! - other.visit.place!);
}

/** Pearson's, between the numbers and their positions. */
export function correlationOf(numbers: readonly number[]): number {
  const count = numbers.length;
  if (count < 2) return 0;
  const [mean, middle] = [sumOf(numbers) / count, (count - 1) / 2];
  let [both, own, positions] = [0, 0, 0];
  for (const [position, number] of numbers.entries()) {
    both += (number - mean) * (position - middle);
    own += (number - mean) ** 2;
    positions += (position - middle) ** 2;
  }
  return own === 0 ? 0 : both / Math.sqrt(own * positions);
}

export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((one, other) => one - other);
  const at = (quantile: number) => sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))]!;
  return { median: at(0.5), p90: at(0.9), p99: at(0.99), max: sorted.at(-1)! };
}

function filledAt_s({ options, sales }: SimulatedSale, part: number): number | null {
  let sold = 0;
  for (const { at_ms, seats } of sales) {
    sold += seats;
    if (sold >= part * options.seats) return at_ms / 1_000;
  }
  return null;
}

/** Admissions of those minutes in which the pace alone held anybody up. */
function pacedMinutes({ options, admissions, ticks, ended_ms }: SimulatedSale) {
  const minutes = Math.floor(ended_ms / MINUTE_MS);
  const counts = new Array<number>(Math.max(0, minutes)).fill(0);
  const minuteOf = (at_ms: number) => Math.floor(at_ms / MINUTE_MS);
  for (const { at_ms } of admissions) if (minuteOf(at_ms) < minutes) counts[minuteOf(at_ms)]! += 1;
  const held = new Set(
    ticks.flatMap(({ at_ms, active, waiting }) =>
      active >= options.maxActive || waiting === 0 ? [minuteOf(at_ms)] : [],
    ),
  );
  const paced = counts.filter((_count, minute) => !held.has(minute)).sort((one, other) => one - other);
  if (paced.length === 0) return null;
  return { median: paced[Math.floor(paced.length / 2)]!, min: paced[0]!, max: paced.at(-1)! };
}

function endsOf(visits: readonly Visit[]): SaleFigures['ends'] {
  const ends = { WAITS: 0, LEFT: 0, GONE: 0, TOO_LATE: 0, NO_SEATS: 0, DID_NOT_PAY: 0, BOUGHT: 0, CHOOSES: 0 };
  for (const { end } of visits) ends[end] += 1;
  return ends;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
