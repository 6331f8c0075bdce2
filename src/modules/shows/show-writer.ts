import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { rateOf } from '../../shared/money/rate.ts';
import { openMap } from '../inventory/map-heads.ts';
import { type ChangeRules, changedChangeRules, NO_CHANGE_RULES } from './change-rules.ts';
import { pricingChangeOf, writePricing } from './pricing-change.ts';
import { changedRules, NO_SEAT_RULES } from './seat-rules.ts';
import type { Show, ShowStatus } from './show.ts';
import { writeShowEvents } from './show-events.ts';
import type { CreateShowInput, PriceChange } from './show-input.ts';
import { changedLimits, NO_SHOW_LIMITS, type ShowLimits } from './show-limits.ts';

const LOCK_SHOW = readStatement(new URL('./sql/lock-show.sql', import.meta.url));
const CHANGE_STATUS = readStatement(new URL('./sql/change-status.sql', import.meta.url));
const INSERT_SHOW = readStatement(new URL('./sql/insert-show.sql', import.meta.url));
const INSERT_TIERS = readStatement(new URL('./sql/insert-tiers.sql', import.meta.url));
const REWRITE_SHOW = readStatement(new URL('./sql/rewrite-show.sql', import.meta.url));
const REWRITE_PRICES = readStatement(new URL('./sql/rewrite-prices.sql', import.meta.url));
const PRICE_OBSTACLE = readStatement(new URL('./sql/price-obstacle.sql', import.meta.url));

/** Writes a DRAFT with its prices and the head of its seat map, inside the caller's transaction. */
export async function insertShow(
  tx: Querier,
  { id, organiserId, input }: { id: string; organiserId: string; input: CreateShowInput },
): Promise<void> {
  const rules = changedRules(NO_SEAT_RULES, input.seatRules);
  await tx.query(INSERT_SHOW, [
    id,
    input.planId,
    input.title,
    input.currency,
    input.startsAt,
    input.salesStartAt ?? null,
    input.salesEndAt ?? null,
    organiserId,
    rules.orphanRule,
    rules.minimumRun,
    rules.endsAt,
    ...limitColumns(changedLimits(NO_SHOW_LIMITS, input.limits)),
    ...changeRuleColumns(changedChangeRules(NO_CHANGE_RULES, input.changeRules)),
  ]);
  const tiers = input.priceTiers.map((tier) => ({ ...tier, id: tier.id ?? newId('tier') }));
  await tx.query(INSERT_TIERS, [
    id,
    tiers.map((tier) => tier.id),
    tiers.map(({ name }) => name),
    tiers.map(({ category }) => category),
    tiers.map(({ price }) => price),
    tiers.map(({ taxRate }) => rateOf(taxRate ?? 0)),
  ]);
  const { currency, ticketTypes, fees } = input;
  const given = { currency, ticketTypes: noneIfEmpty(ticketTypes), present: [], tiers, fees: noneIfEmpty(fees) };
  await writePricing(tx, id, pricingChangeOf(given));
  await openMap(tx, id);
  await writeShowEvents(tx, id, { types: ['show.created'], actor: organiserId });
}

function noneIfEmpty<T>(list: readonly T[] | null | undefined): readonly T[] | null {
  return list && list.length > 0 ? list : null;
}

/** Locks the show's row until the end of the caller's transaction. */
export async function lockShow(tx: Querier, showId: string): Promise<void> {
  await tx.query(LOCK_SHOW, [showId]);
}

/** Writes the show's next status, inside the caller's transaction; false when it has another one than was read. */
export async function rewriteStatus(
  tx: Querier,
  show: Pick<Show, 'id' | 'status'>,
  status: ShowStatus,
): Promise<boolean> {
  const rows = await tx.query(CHANGE_STATUS, [show.id, show.status, status]);
  return rows.length > 0;
}

/** Writes title, times, rules and limits, inside the caller's transaction; false when another change came between. */
export async function rewriteShow(
  tx: Querier,
  show: Show,
  { title, startsAt, salesStartAt, salesEndAt, seatRules, limits, changeRules }: Show,
) {
  const { orphanRule, minimumRun, endsAt } = seatRules;
  const rows = await tx.query(REWRITE_SHOW, [
    show.id,
    show.version,
    title,
    startsAt,
    salesStartAt,
    salesEndAt,
    orphanRule,
    minimumRun,
    endsAt,
    ...limitColumns(limits),
    ...changeRuleColumns(changeRules),
  ]);
  return rows.length > 0;
}

function limitColumns({ seatsPerLock, seatsPerBuyer, locksPerBuyer }: ShowLimits): (number | null)[] {
  return [seatsPerLock, seatsPerBuyer, locksPerBuyer];
}

function changeRuleColumns(rules: ChangeRules): unknown[] {
  const { returnsUntil, returnFee, feeTaxRate, keepsFees, exchangesUntil, exchangeFee } = rules;
  return [returnsUntil, returnFee, feeTaxRate, keepsFees, exchangesUntil, exchangeFee];
}

/** Writes names, prices and tax rates of the show's tiers, whose row the caller's transaction has locked. */
export async function rewritePrices(tx: Querier, showId: string, changes: readonly PriceChange[]): Promise<void> {
  await tx.query(REWRITE_PRICES, [
    showId,
    changes.map(({ id }) => id),
    changes.map(({ name }) => name ?? null),
    changes.map(({ price }) => price ?? null),
    changes.map(({ taxRate }) => (taxRate == null ? null : rateOf(taxRate))),
  ]);
}

export type PriceObstacle = 'OVER' | 'ON_SALE' | 'JUST_PAUSED' | 'HELD';

/** Why prices of the show can't change at this moment: seats are held at those that there are; null when they can. */
export async function priceObstacle(tx: Querier, showId: string): Promise<PriceObstacle | null> {
  const [row] = await tx.query<{ obstacle: PriceObstacle | null }>(PRICE_OBSTACLE, [showId]);
  return row!.obstacle;
}
