import { randomBytes } from 'node:crypto';
import type { Querier } from './database.ts';
import { readStatement } from './statement-file.ts';

const INSERT_SECRET = readStatement(new URL('./sql/insert-secret.sql', import.meta.url));
const READ_SECRET = readStatement(new URL('./sql/read-secret.sql', import.meta.url));

/** The secret of that name, the same on every node and over restarts: 256 random bits, made by whoever asks first. */
export async function sharedSecret(database: Querier, name: string): Promise<string> {
  await database.query(INSERT_SECRET, [name, randomBytes(32).toString('base64url')]);
  const [row] = await database.query<{ value: string }>(READ_SECRET, [name]);
  return row!.value;
}
