import { parseArgs } from 'node:util';
import { loadConfig } from '../src/config.ts';
import { createIdentityService } from '../src/modules/identity/identity.service.ts';
import { createTokenRevocations, REVOCATIONS_READ_EVERY_MS } from '../src/modules/identity/token-revocations.ts';
import { DEMO_ORGANISER_ID } from '../src/modules/shows/demo.ts';
import { newId } from '../src/platform/ids.ts';
import { createLogger, type Logger } from '../src/platform/observability/logger.ts';
import { createDatabase, type Database } from '../src/platform/postgres/database.ts';
import type { Role } from '../src/shared/principal.ts';
import { runCommand, UsageError } from './command.ts';
import { findDatabaseUrl } from './database-url.ts';

const USAGE =
  'npm run token -- --role customer|organiser|admin [--id ID] [--email ADDRESS] [--hours 12]\n' +
  '       npm run token -- --revoke --id ID';
const ROLES: readonly Role[] = ['customer', 'organiser', 'admin'];
const DEFAULT_IDS: Record<Role, () => string> = {
  customer: () => newId('guest'),
  organiser: () => DEMO_ORGANISER_ID,
  admin: () => 'admin',
};
const HOUR_MS = 3_600_000;

/**
 * Prints a token that the running product accepts, and nothing else, so that scripts can use it. With `--revoke` it makes
 * the product refuse all tokens that a subject has until now.
 */
await runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      revoke: { type: 'boolean', default: false },
      role: { type: 'string' },
      id: { type: 'string' },
      email: { type: 'string' },
      hours: { type: 'string', default: '12' },
    },
  });
  if (values.revoke) return await revoke(values);
  const role = ROLES.find((known) => known === values.role);
  if (!role) throw new UsageError('--role must be customer, organiser or admin.');
  const hours = Number(values.hours);
  if (!(hours > 0 && hours <= 24 * 365)) throw new UsageError('--hours must be a number from 0 to 8760.');

  await withDatabase(async (database, logger) => {
    const { auth } = loadConfig(process.env);
    const revocations = createTokenRevocations({ database, logger });
    const identity = createIdentityService({ database, auth, revocations, logger });
    const { token } = await identity.issueToken({
      id: values.id ?? DEFAULT_IDS[role](),
      role,
      email: values.email ?? null,
      ttl_ms: hours * HOUR_MS,
    });
    process.stdout.write(`${token}\n`);
  });
});

async function revoke({ id, role }: { id?: string; role?: string }): Promise<void> {
  if (!id || role) throw new UsageError('--revoke takes --id, whose tokens are to be refused, and nothing else.');
  await withDatabase((database, logger) => createTokenRevocations({ database, logger }).revoke(id));
  const within_s = REVOCATIONS_READ_EVERY_MS / 1_000;
  process.stdout.write(`The tokens that ${id} has until now are refused, on every node within ${within_s} seconds.\n`);
}

async function withDatabase(work: (database: Database, logger: Logger) => Promise<void>): Promise<void> {
  const database = createDatabase({ url: await findDatabaseUrl() });
  try {
    await work(database, createLogger({ level: 'silent', nodeId: 'command' }));
  } finally {
    await database.close();
  }
}
