import { newId } from '../../../src/platform/ids.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';

/** Gives a show that is there a ticket type and a fee. Resolves with the type's id. */
export async function addPricing(database: Database, showId: string): Promise<{ typeId: string }> {
  const typeId = newId('tickettype');
  const type = `INSERT INTO ticket_types (id, show_id, name, position) VALUES ($1, $2, 'Adult', 0)`;
  await database.query(type, [typeId, showId]);
  const fee = `INSERT INTO fees (id, show_id, name, basis, amount, position) VALUES ($1, $2, 'Post', 'PER_BOOKING', 100, 0)`;
  await database.query(fee, [newId('fee'), showId]);
  return { typeId };
}
