import { createHall, type Hall } from '../../../../packages/map/src/hall/hall.ts';
import type { PretixPlan } from '../../../../packages/map/src/hall/pretix-plan.ts';
import type { PriceTier } from '../../../../packages/map/src/hall/price-tier.ts';
import { exponentOf } from '../../../shared/money/currencies.ts';
import { memberOf } from './plan-member.ts';

/** A file that was chosen as a seating plan. Whether it is one is for the server to say. */
export interface PlanFile {
  fileName: string;
  plan: unknown;
  /** As it is drawn; null: it can't be, for it is no plan. */
  hall: Hall | null;
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
