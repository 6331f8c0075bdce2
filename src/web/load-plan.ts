import type { PretixPlan } from '../../packages/map/src/hall/pretix-plan.ts';

/** Loads a plan by its URL; the browser keeps it for ever. Rejects when it does not come. */
export async function loadPlan(url: string): Promise<PretixPlan> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The plan was answered with ${response.status}.`);
  return await response.json();
}
