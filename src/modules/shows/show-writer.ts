import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import type { CreateShowInput } from './show-input.ts';

/** Writes a DRAFT with its price tiers and the head of its seat map, inside the caller's transaction. */
export async function insertShow(
  tx: Querier,
  { id, organiserId, input }: { id: string; organiserId: string; input: CreateShowInput },
): Promise<void> {
  await tx.query(
    `INSERT INTO shows (id, plan_id, title, currency, starts_at, sales_start_at, sales_end_at, organiser_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      input.planId,
      input.title,
      input.currency,
      input.startsAt,
      input.salesStartAt ?? null,
      input.salesEndAt ?? null,
      organiserId,
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
  await tx.query('INSERT INTO seat_maps (show_id) VALUES ($1)', [id]);
}
