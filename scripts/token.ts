import { parseArgs } from 'node:util';
import { loadConfig } from '../src/config.ts';
import { createIdentityService } from '../src/modules/identity/identity.service.ts';
import type { Role } from '../src/modules/identity/principal.ts';
import { newId } from '../src/platform/ids.ts';
import { createLogger } from '../src/platform/observability/logger.ts';
import { createDatabase } from '../src/platform/postgres/database.ts';
import { runCommand, UsageError } from './command.ts';
import { findDatabaseUrl } from './database-url.ts';

const USAGE = 'npm run token -- --role customer|organiser|admin [--id ID] [--email ADDRESS] [--hours 12]';
const ROLES: readonly Role[] = ['customer', 'organiser', 'admin'];
const HOUR_MS = 3_600_000;

/** Prints a token that the running product accepts, and nothing else, so that scripts can use it. */
await runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      role: { type: 'string' },
      id: { type: 'string' },
      email: { type: 'string' },
      hours: { type: 'string', default: '12' },
    },
  });
  const role = ROLES.find((known) => known === values.role);
  if (!role) throw new UsageError('--role must be customer, organiser or admin.');
  const hours = Number(values.hours);
  if (!(hours > 0 && hours <= 24 * 365)) throw new UsageError('--hours must be a number from 0 to 8760.');

  const config = loadConfig(process.env);
  const logger = createLogger({ level: 'silent', nodeId: config.nodeId });
  // With AUTH_JWT_SECRET the database is not asked: it need not be there.
  const url = config.auth.jwtSecret ? 'postgresql://localhost' : await findDatabaseUrl();
  const database = createDatabase({ url });
  try {
    const identity = createIdentityService({ database, auth: config.auth, logger });
    const { token } = await identity.issueToken({
      id: values.id ?? (role === 'customer' ? newId('guest') : role),
      role,
      email: values.email ?? null,
      ttl_ms: hours * HOUR_MS,
    });
    process.stdout.write(`${token}\n`);
  } finally {
    await database.close();
  }
});
