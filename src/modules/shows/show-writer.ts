import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { openMap } from '../inventory/map-heads.ts';
import { changedRules, NO_SEAT_RULES } from './seat-rules.ts';
import type { Show } from './show.ts';
import { writeShowEvents } from './show-events.ts';
import type { CreateShowInput, PriceChange } from './show-input.ts';

/** Writes a DRAFT with its price tiers and the head of its seat map, inside the caller's transaction. */
export async function insertShow(
  tx: Querier,
  { id, organiserId, input }: { id: string; organiserId: string; input: CreateShowInput },
): Promise<void> {
  const rules = changedRules(NO_SEAT_RULES, input.seatRules);
  await tx.query(
    `INSERT INTO shows (id, plan_id, title, currency, starts_at, sales_start_at, sales_end_at, organiser_id, orphan_rule,
                        minimum_run, seat_rules_end_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::orphan_rule, $10, $11)`,
    [
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
    ],
  );
  await tx.query(
    `INSERT INTO price_tiers (show_id, position, id, name, category, price)
     SELECT $1, tier.ordinality - 1, tier.id, tier.name, tier.category, tier.price
     FROM unnest($2::text[], $3::text[], $4::text[], $5::int8[]) WITH ORDINALITY AS tier (id, name, category, price)`,
    [
      id,
      input.priceTiers.map(() => newId('tier')),
      input.priceTiers.map(({ name }) => name),
      input.priceTiers.map(({ category }) => category),
      input.priceTiers.map(({ price }) => price),
    ],
  );
  await openMap(tx, id);
  await writeShowEvents(tx, id, { types: ['show.created'], actor: organiserId });
}

/** Writes title, times and seat rules, inside the caller's transaction; false when another change came between. */
export async function rewriteShow(
  tx: Querier,
  show: Show,
  { title, startsAt, salesStartAt, salesEndAt, seatRules }: Show,
) {
  const { orphanRule, minimumRun, endsAt } = seatRules;
  const rows = await tx.query(
    `UPDATE shows SET title = $3, starts_at = $4, sales_start_at = $5, sales_end_at = $6, orphan_rule = $7::orphan_rule,
                      minimum_run = $8, seat_rules_end_at = $9, updated_at = now()
      WHERE id = $1 AND version = $2 RETURNING id`,
    [show.id, show.version, title, startsAt, salesStartAt, salesEndAt, orphanRule, minimumRun, endsAt],
  );
  return rows.length > 0;
}

/** Writes prices of the show, whose row the caller's transaction has locked. */
export async function rewritePrices(tx: Querier, showId: string, changes: readonly PriceChange[]): Promise<void> {
  await tx.query(
    `UPDATE price_tiers tier SET name = coalesce(change.name, tier.name), price = coalesce(change.price, tier.price)
       FROM unnest($2::text[], $3::text[], $4::int8[]) AS change (id, name, price)
      WHERE tier.id = change.id AND tier.show_id = $1`,
    [
      showId,
      changes.map(({ id }) => id),
      changes.map(({ name }) => name ?? null),
      changes.map(({ price }) => price ?? null),
    ],
  );
}

/** Why prices of the show can't change at this moment: seats are held at those that there are; null when they can. */
export async function priceObstacle(tx: Querier, showId: string): Promise<'ON_SALE' | 'JUST_PAUSED' | 'HELD' | null> {
  const [row] = await tx.query<{ obstacle: 'ON_SALE' | 'JUST_PAUSED' | 'HELD' | null }>(
    `SELECT CASE WHEN status = 'DRAFT' THEN NULL
                 WHEN status <> 'PAUSED' THEN 'ON_SALE'
                 WHEN updated_at > clock_timestamp() - interval '2 seconds' THEN 'JUST_PAUSED'
                 WHEN EXISTS (SELECT FROM seat_locks WHERE show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL)
                 THEN 'HELD' END AS obstacle
       FROM shows WHERE id = $1`,
    [showId],
  );
  return row!.obstacle;
}
