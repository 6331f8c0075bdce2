import type { InputIssue } from '../../shared/errors.ts';
import { DEFAULT_MINIMUM_RUN } from '../../shared/seats/orphans.ts';

/**
 * What becomes of choices that leave runs of free seats that are too short. OFF: nothing. LENIENT: they are refused, unless the
 * party has no other choice. STRICT: they are refused.
 */
export type OrphanRule = 'OFF' | 'LENIENT' | 'STRICT';

/** What the organiser of a show allows buyers to choose. */
export interface SeatRules {
  orphanRule: OrphanRule;
  /** The shortest run of free seats that a buyer may leave. */
  minimumRun: number;
  /** From then on the rule is not applied; null: always. */
  endsAt: Date | null;
}

/** What is not given stays; null takes the end away. */
export interface SeatRulesInput {
  orphanRule?: OrphanRule | null | undefined;
  minimumRun?: number | null | undefined;
  endsAt?: Date | null | undefined;
}

export const NO_SEAT_RULES: Readonly<SeatRules> = {
  orphanRule: 'OFF',
  minimumRun: DEFAULT_MINIMUM_RUN,
  endsAt: null,
};

export const LEAST_MINIMUM_RUN = 2;
/** Longer ones would leave hardly a choice. The table shows has the same bounds. */
export const MOST_MINIMUM_RUN = 10;

/** The rules as they are after the change. */
export function changedRules(rules: SeatRules, change: SeatRulesInput | null | undefined): SeatRules {
  return {
    orphanRule: change?.orphanRule ?? rules.orphanRule,
    minimumRun: change?.minimumRun ?? rules.minimumRun,
    endsAt: change?.endsAt === undefined ? rules.endsAt : change.endsAt,
  };
}

/** Every problem of the rules, by path. */
export function seatRulesIssues({ minimumRun }: SeatRules): InputIssue[] {
  if (Number.isInteger(minimumRun) && minimumRun >= LEAST_MINIMUM_RUN && minimumRun <= MOST_MINIMUM_RUN) return [];
  return [
    {
      path: 'input.seatRules.minimumRun',
      message: `must be ${LEAST_MINIMUM_RUN} to ${MOST_MINIMUM_RUN}`,
      code: 'OUT_OF_RANGE',
      minimum: LEAST_MINIMUM_RUN,
      maximum: MOST_MINIMUM_RUN,
    },
  ];
}

/** The rule that is applied at that time. */
export function ruleAt({ orphanRule, endsAt }: SeatRules, now: Date): OrphanRule {
  return endsAt !== null && now >= endsAt ? 'OFF' : orphanRule;
}
