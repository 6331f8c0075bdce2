import type { InputIssue } from '../../shared/errors.ts';
import { percentOf } from '../../shared/money/rate.ts';
import { changedRules, NO_SEAT_RULES } from './seat-rules.ts';
import type { Show } from './show.ts';
import { type CreateShowInput, updateIssues } from './show-input.ts';
import { allowedLimits, type ServerLimits } from './show-limits.ts';

export interface DuplicateShowInput {
  showId: string;
  /** As that of the show by default. */
  title?: string | null | undefined;
  startsAt: Date;
  /** As long before `startsAt` as those of the show by default; null takes a time of sales away. */
  salesStartAt?: Date | null | undefined;
  salesEndAt?: Date | null | undefined;
  idempotencyKey?: string | null | undefined;
}

/** The show once more, at another time: its plan, prices, ticket types, fees, taxes, rules, and its limits as far as they are allowed. */
export function copyOf(show: Show, input: DuplicateShowInput, mostLimits: ServerLimits): CreateShowInput {
  const later_ms = input.startsAt.getTime() - show.startsAt.getTime();
  const moved = (at: Date | null) => (at === null ? null : new Date(at.getTime() + later_ms));
  const { orphanRule, minimumRun, endsAt } = show.seatRules;
  const { returnsUntil, exchangesUntil, feeTaxRate, ...changeRules } = show.changeRules;
  return {
    planId: show.plan.id,
    title: input.title ?? show.title,
    startsAt: input.startsAt,
    salesStartAt: input.salesStartAt === undefined ? moved(show.salesStartAt) : input.salesStartAt,
    salesEndAt: input.salesEndAt === undefined ? moved(show.salesEndAt) : input.salesEndAt,
    currency: show.currency,
    seatRules: { orphanRule, minimumRun, endsAt: moved(endsAt) },
    limits: allowedLimits(show.limits, mostLimits),
    changeRules: {
      ...changeRules,
      returnsUntil: moved(returnsUntil),
      exchangesUntil: moved(exchangesUntil),
      feeTaxRate: percentOf(feeTaxRate),
    },
    ticketTypes: show.ticketTypes.map(({ name, note }) => ({ name, note })),
    priceTiers: show.priceTiers.map(({ name, category, price, taxRate, prices }) => ({
      name,
      category,
      price: price.amount,
      taxRate: percentOf(taxRate),
      prices: prices.slice(1).map((other) => ({ ticketType: other.ticketType.name, price: other.price.amount })),
    })),
    fees: show.fees.map(({ name, basis, amount, percent, taxRate }) => ({
      name,
      basis,
      amount: amount?.amount ?? null,
      percent: percent === null ? null : percentOf(percent),
      taxRate: percentOf(taxRate),
    })),
  };
}

const LAST_YEAR = 9999;

/**
 * What is wrong with what is new in the copy, by path: a title that is not the show's, and the times. What the show has already is not looked at again:
 * its names may be from before a rule that is stricter now.
 */
export function copyIssues(copy: CreateShowInput, show: Pick<Show, 'title'>): InputIssue[] {
  const { title, startsAt, salesStartAt = null, salesEndAt = null } = copy;
  const seatRules = changedRules(NO_SEAT_RULES, copy.seatRules);
  const asShow = { title, startsAt, salesStartAt, salesEndAt, seatRules };
  return [...movedTimeIssues(copy), ...updateIssues(asShow, title !== show.title)];
}

/** What is moved along with the beginning has to stay a time that can be written: of years from 1 to 9999. */
function movedTimeIssues({ salesStartAt, salesEndAt, seatRules, changeRules }: CreateShowInput): InputIssue[] {
  const { returnsUntil, exchangesUntil } = changeRules ?? {};
  const times = [salesStartAt, salesEndAt, seatRules?.endsAt, returnsUntil, exchangesUntil].filter((at) => at != null);
  const areWritable = times.every((at) => at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= LAST_YEAR);
  if (areWritable) return [];
  return [
    { path: 'input.startsAt', message: 'moves a time of the show out of the years 1 to 9999', code: 'OUT_OF_RANGE' },
  ];
}
