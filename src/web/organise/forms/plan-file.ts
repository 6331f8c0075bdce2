import { createHall, type Hall } from '../../../../packages/map/src/hall/hall.ts';
import type { PretixPlan } from '../../../../packages/map/src/hall/pretix-plan.ts';
import type { PriceTier } from '../../../../packages/map/src/hall/price-tier.ts';
import { exponentOf } from '../../../shared/money/currencies.ts';
import type { Refusal } from '../../api/box-office-types.ts';

/** A file that was chosen as a seating plan. Whether it is one is for the server to say. */
export interface PlanFile {
  fileName: string;
  plan: unknown;
  /** As it is drawn; null: it can't be, for it is no plan. */
  hall: Hall | null;
}

/** What is wrong with a plan, and where: by names that the plan itself has, as far as it has them. */
export interface PlanProblem {
  /** `Floor, row A, seat 3`'s parts; blank where the plan has no name for it. */
  zone: string | null;
  row: string | null;
  seat: string | null;
  /** Below that, as the server names it: `category`. */
  path: string;
  message: string;
}

/** Null: it is no JSON. Rejects when the file can't be read. */
export async function readPlanFile(file: Pick<File, 'name' | 'text'>): Promise<PlanFile | null> {
  const text = await file.text();
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch {
    return null;
  }
  return { fileName: file.name, plan, hall: drawn(plan) };
}

/** The name that the plan has for itself; blank: none. */
export function nameOfPlan(plan: unknown): string {
  const name = memberOf(plan, 'name');
  return typeof name === 'string' ? name.trim() : '';
}

/** As many seats at no price as a plan has categories: to be drawn before there are prices. */
export function tiersOfCategories(categories: readonly { name: string }[], currency: string): PriceTier[] {
  const exponent = exponentOf(currency);
  return categories.map(({ name }) => ({
    id: name,
    name,
    category: name,
    price: { amount: 0, currency, exponent },
  }));
}

/** The server's list, for people: `input.plan.zones.0.rows.1.seats.2.category` is a seat of a row of a zone. */
export function planProblems({ issues = [] }: Refusal, plan: unknown): PlanProblem[] {
  return issues
    .filter(({ path }) => path === 'input' || path === 'input.plan' || path.startsWith('input.plan.'))
    .map(({ path, message }) => {
      const parts = path.split('.').slice(2);
      let at: unknown = plan;
      const names: Record<'zones' | 'rows' | 'seats', string | null> = { zones: null, rows: null, seats: null };
      while (parts.length >= 2 && isListOfPlan(parts[0]) && /^\d+$/.test(parts[1]!)) {
        const [list, index] = parts.splice(0, 2) as [keyof typeof names, string];
        at = memberOf(memberOf(at, list), index);
        names[list] = namedAs(at, list) ?? String(Number(index) + 1);
      }
      return { zone: names.zones, row: names.rows, seat: names.seats, path: parts.join('.'), message };
    });
}

const NAMES = { zones: 'name', rows: 'row_number', seats: 'seat_number' } as const;

function isListOfPlan(part: string | undefined): part is keyof typeof NAMES {
  return part !== undefined && part in NAMES;
}

function namedAs(value: unknown, list: keyof typeof NAMES): string | null {
  const name = memberOf(value, NAMES[list]);
  const text = typeof name === 'string' || typeof name === 'number' ? String(name).trim() : '';
  return text === '' ? null : text;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** What is drawn of a plan was checked by the server, usually; this one was not. */
function drawn(plan: unknown): Hall | null {
  try {
    const { categories } = plan as PretixPlan;
    const hall = createHall(plan as PretixPlan, tiersOfCategories(categories, 'EUR'));
    const drawn = [...hall.seats, ...hall.saleAreas];
    const isPlaced = drawn.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
    return drawn.length > 0 && isPlaced ? hall : null;
  } catch {
    return null;
  }
}
