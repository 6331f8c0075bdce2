import type { OrphanRule } from '../organiser-office.ts';
import { NO_CHANGE_RULES, type TypedChangeRules } from './typed-change-rules.ts';
import { NO_DETAILS, type TypedDetails } from './typed-details.ts';
import { NO_LIMITS, type TypedLimits } from './typed-limits.ts';
import { NO_PRICING, type TypedPricing } from './typed-pricing.ts';
import { ownTimeZone, type TypedVenue } from './typed-venue.ts';

/** A show that is being made, as far as it was typed. */
export interface TypedShow {
  /** Where its plan comes from. */
  planFrom: 'here' | 'file';
  /** Of the plan that was chosen, or imported; null: none was. */
  planId: string | null;
  /** Of a plan that is to be imported. */
  venue: TypedVenue;
  pricing: TypedPricing;
  details: TypedDetails;
  rules: { orphanRule: OrphanRule; minimumRun: number };
  limits: TypedLimits;
  changeRules: TypedChangeRules;
}

const KEY = 'seatwire.newShow';

export function nothingTyped(): TypedShow {
  return {
    planFrom: 'here',
    planId: null,
    venue: { name: '', city: '', timezone: ownTimeZone() },
    pricing: NO_PRICING,
    details: NO_DETAILS,
    rules: { orphanRule: 'OFF', minimumRun: 2 },
    limits: NO_LIMITS,
    changeRules: NO_CHANGE_RULES,
  };
}

/** Keeps a show that is being made, in this tab and across reloads. A browser that keeps nothing forgets it with the page. */
export const typedShowStore = {
  read(): TypedShow | null {
    try {
      const kept = sessionStorage.getItem(KEY);
      return kept === null ? null : { ...nothingTyped(), ...(JSON.parse(kept) as TypedShow) };
    } catch {
      return null;
    }
  },
  write(typed: TypedShow): void {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(typed));
    } catch {
      // As long as the page is open, then.
    }
  },
  forget(): void {
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // Nothing is kept then.
    }
  },
};
