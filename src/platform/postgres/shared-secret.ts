import { randomBytes } from 'node:crypto';
import type { Querier } from './database.ts';

/** The secret of that name, the same on every node and over restarts: 256 random bits, made by whoever asks first. */
export async function sharedSecret(database: Querier, name: string): Promise<string> {
  await database.query('INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
    name,
    randomBytes(32).toString('base64url'),
  ]);
  const [row] = await database.query<{ value: string }>('SELECT value FROM secrets WHERE name = $1', [name]);
  return row!.value;
}
