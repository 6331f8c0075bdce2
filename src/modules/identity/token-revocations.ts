import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { VerifiedToken } from './token-verifier.ts';

const READ_REVOCATIONS = readStatement(new URL('./sql/read-revocations.sql', import.meta.url));
const REVOKE_TOKENS = readStatement(new URL('./sql/revoke-tokens.sql', import.meta.url));

/** How soon a node knows of a revocation, at the latest. */
export const REVOCATIONS_READ_EVERY_MS = 5_000;

/**
 * Which subjects' tokens were revoked. Each subject has a revision, 0 until its tokens are revoked for the first time; a
 * token of ours carries the revision at which it was issued and is good while that is the current one. A token of an
 * identity provider carries none: it is refused when it was issued before the revocation.
 *
 * A node keeps all revocations in memory (there are few: each was made by hand) and reads them again every five seconds.
 * While PostgreSQL is away it goes by what it read last.
 */
export interface TokenRevocations {
  /** Whether the token was revoked, as far as this node knows. */
  covers(token: VerifiedToken): boolean;
  /** Calls `end` once the token is revoked, unless the returned function was called before. */
  onRevoked(token: VerifiedToken, end: () => void): () => void;
  /** The revision that new tokens of the subject are issued at. */
  revisionOf(subject: string): Promise<number>;
  /** Refuses the subject's tokens that were issued until now. Resolves once that is committed. */
  revoke(subject: string): Promise<void>;
  /** Reads all revocations; the worker does so regularly. */
  refresh(): Promise<void>;
  readonly worker: DueWorker;
}

interface Revocation {
  subject: string;
  revision: number;
  revokedAt: Date;
}

interface Watch {
  token: VerifiedToken;
  end: () => void;
}

export interface TokenRevocationsDeps {
  database: Pick<Database, 'prisma' | 'query'>;
  logger: Logger;
}

export function createTokenRevocations({ database, logger }: TokenRevocationsDeps): TokenRevocations {
  let revocations = new Map<string, Revocation>();
  /** By subject: those who wait for the revocation of a token. */
  const watches = new Map<string, Set<Watch>>();

  function covers({ principal, revision, issuedAt }: VerifiedToken): boolean {
    const revocation = revocations.get(principal.id);
    if (!revocation) return false;
    if (revision !== null) return revision < revocation.revision;
    return issuedAt === null || issuedAt <= revocation.revokedAt;
  }

  async function refresh(): Promise<void> {
    const rows = await database.query<Revocation>(READ_REVOCATIONS);
    revocations = new Map(rows.map((row) => [row.subject, row]));
    for (const { subject } of rows) {
      for (const watch of [...(watches.get(subject) ?? [])]) if (covers(watch.token)) watch.end();
    }
  }

  const worker = createDueWorker({
    name: 'token revocations',
    logger,
    maxSleep_ms: REVOCATIONS_READ_EVERY_MS,
    async runDue() {
      await refresh();
      return null;
    },
  });

  return {
    covers,
    onRevoked(token, end) {
      const { id } = token.principal;
      const ofSubject = watches.get(id) ?? new Set();
      const watch = { token, end };
      watches.set(id, ofSubject.add(watch));
      return () => {
        if (ofSubject.delete(watch) && ofSubject.size === 0 && watches.get(id) === ofSubject) watches.delete(id);
      };
    },
    async revisionOf(subject) {
      const row = await database.prisma.tokenRevocation.findUnique({ where: { subject }, select: { revision: true } });
      return row?.revision ?? 0;
    },
    async revoke(subject) {
      await database.query(REVOKE_TOKENS, [subject]);
    },
    refresh,
    worker,
  };
}
