import { describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { createTokenRevocations } from './token-revocations.ts';
import type { VerifiedToken } from './token-verifier.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const REVOKED_AT = new Date('2027-01-01T12:00:00.000Z');

/** Revocations as read from a database with one row: `org-1`, revoked twice. */
async function revocations() {
  const rows = [{ subject: 'org-1', revision: 2, revokedAt: REVOKED_AT }];
  const query = vi.fn(async () => rows as never[]);
  const database = { query } as Partial<Database> as Database;
  return { ...createTokenRevocations({ database, logger }), query };
}

function token(given: Partial<VerifiedToken> & { id?: string }): VerifiedToken {
  const { id = 'org-1', ...rest } = given;
  const principal = { id, role: 'organiser', email: null } as const;
  return { principal, expiresAt: new Date('2028-01-01'), revision: null, issuedAt: null, ...rest };
}

const before = new Date(REVOKED_AT.getTime() - 1_000);
const after = new Date(REVOKED_AT.getTime() + 1_000);

describe('revoked tokens', () => {
  it.each([
    ['one of ours from before', token({ revision: 0 }), true],
    ['one of ours from between two revocations', token({ revision: 1 }), true],
    ['one of ours from afterwards', token({ revision: 2 }), false],
    ['a provider’s from before', token({ issuedAt: before }), true],
    ['a provider’s from afterwards', token({ issuedAt: after }), false],
    ['a provider’s that does not say when it was issued', token({}), true],
    ['somebody else’s', token({ id: 'org-2', revision: 0 }), false],
  ])('are told from good ones: %s', async (_which, given, isRevoked) => {
    const { refresh, covers } = await revocations();
    expect(covers(given)).toBe(false);
    await refresh();
    expect(covers(given)).toBe(isRevoked);
  });

  it('end what waits for them, once they are known, and nothing else', async () => {
    const { refresh, onRevoked } = await revocations();
    const ends = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
    const [old, current, left, other] = ends;
    onRevoked(token({ revision: 1 }), old!);
    onRevoked(token({ revision: 2 }), current!);
    onRevoked(token({ revision: 1 }), left!)();
    onRevoked(token({ id: 'org-2', revision: 1 }), other!);
    await refresh();
    expect(ends.map((end) => end.mock.calls.length)).toEqual([1, 0, 0, 0]);
  });

  it('stay known while the database is away', async () => {
    const { refresh, covers, query } = await revocations();
    await refresh();
    query.mockRejectedValueOnce(new Error('away'));
    await expect(refresh()).rejects.toThrow('away');
    expect(covers(token({ revision: 1 }))).toBe(true);
  });
});
