import type { InputIssue } from '../../shared/errors.ts';
import { type Rate, rateIssues, rateOf } from '../../shared/money/rate.ts';
import { priceIssues } from '../pricing/pricing-input.ts';

/** What the organiser of a show allows buyers to do with what they have booked; organisers themselves always may. */
export interface ChangeRules {
  /** Until when buyers may give tickets back; null: they may not. */
  returnsUntil: Date | null;
  /** Charged for each ticket that a buyer gives back, at most what it cost. Minor units. */
  returnFee: number;
  /** Until when buyers may exchange tickets for others; null: they may not. */
  exchangesUntil: Date | null;
  /** Charged for each ticket that a buyer exchanges. Minor units. */
  exchangeFee: number;
  /** Of the tax in these fees. */
  feeTaxRate: Rate;
  /** Whether the fees that were charged with a booking are kept when tickets of it are given back, or exchanged for cheaper ones. */
  keepsFees: boolean;
}

/** What is not given stays; null takes a time away. */
export interface ChangeRulesInput {
  returnsUntil?: Date | null | undefined;
  returnFee?: number | null | undefined;
  exchangesUntil?: Date | null | undefined;
  exchangeFee?: number | null | undefined;
  /** In percent. */
  feeTaxRate?: number | null | undefined;
  keepsFees?: boolean | null | undefined;
}

export const NO_CHANGE_RULES: Readonly<ChangeRules> = {
  returnsUntil: null,
  returnFee: 0,
  exchangesUntil: null,
  exchangeFee: 0,
  feeTaxRate: 0,
  keepsFees: true,
};

/** The rules as they are after the change. */
export function changedChangeRules(rules: ChangeRules, change: ChangeRulesInput | null | undefined): ChangeRules {
  return {
    returnsUntil: change?.returnsUntil === undefined ? rules.returnsUntil : change.returnsUntil,
    returnFee: change?.returnFee ?? rules.returnFee,
    exchangesUntil: change?.exchangesUntil === undefined ? rules.exchangesUntil : change.exchangesUntil,
    exchangeFee: change?.exchangeFee ?? rules.exchangeFee,
    feeTaxRate: change?.feeTaxRate == null ? rules.feeTaxRate : rateOf(change.feeTaxRate),
    keepsFees: change?.keepsFees ?? rules.keepsFees,
  };
}

/** Every problem of what is given, by path. */
export function changeRulesIssues(change: ChangeRulesInput | null | undefined): InputIssue[] {
  return [
    ...(change?.returnFee == null ? [] : priceIssues(change.returnFee, 'input.changeRules.returnFee')),
    ...(change?.exchangeFee == null ? [] : priceIssues(change.exchangeFee, 'input.changeRules.exchangeFee')),
    ...(change?.feeTaxRate == null ? [] : rateIssues(change.feeTaxRate, 'input.changeRules.feeTaxRate')),
  ];
}
