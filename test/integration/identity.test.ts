import { describe, expect, it } from 'vitest';
import { createIdentityService } from '../../src/modules/identity/identity.service.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { createDatabase } from '../../src/platform/postgres/database.ts';
import { NO_REVOCATIONS } from '../kit/product/no-revocations.ts';
import { createTestDatabase } from '../kit/servers/database.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const auth = { jwtSecret: null, jwksUrl: null, issuer: null, audience: null };

describe('the secret in the database', () => {
  it('is made once, by whichever node comes first, and outlives them', async () => {
    await using db = await createTestDatabase();
    const nodes = [1, 2, 3].map(() =>
      createIdentityService({ database: db.database, auth, revocations: NO_REVOCATIONS, logger }),
    );
    const sessions = await Promise.all(nodes.map((node) => node.startGuestSession()));
    for (const node of nodes) {
      for (const { token, principal } of sessions) {
        expect(await node.authenticate(`Bearer ${token}`)).toEqual(principal);
      }
    }
    const rows = await db.database.query<{ name: string; value: string }>('SELECT name, value FROM secrets');
    expect(rows).toEqual([{ name: 'jwt', value: expect.stringMatching(/^[\w-]{43}$/) }]);
  });

  it('is asked for again after the database was away', async () => {
    await using db = await createTestDatabase();
    const away = createDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none' });
    let database = away;
    const identity = createIdentityService({
      database: { query: (...args) => database.query(...args) },
      auth,
      revocations: NO_REVOCATIONS,
      logger,
    });
    await expect(identity.startGuestSession()).rejects.toThrow();
    database = db.database;
    await expect(identity.startGuestSession()).resolves.toHaveProperty('token');
    await away.close();
  });
});
