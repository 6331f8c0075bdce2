import type { Database } from '../../platform/postgres/database.ts';
import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import type { IdentityService } from '../identity/identity.service.ts';
import { createShowFilesRoute } from '../shows/show-files-route.ts';
import { assertCanDoToShow } from '../shows/show-rights.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { assertPeriod, type LedgerService } from './ledger.service.ts';
import { ledgerFile, statementFile } from './ledger-files.ts';
import type { Period } from './ledger-reader.ts';

export interface LedgerFilesRouteDeps {
  database: Database;
  identity: Pick<IdentityService, 'authenticate'>;
  ledger: LedgerService;
  shows: Pick<ShowsService, 'getShow'>;
}

/** Serves `GET /shows/{show}/statement.csv` and `ledger.csv`, of all time or `?from=…&to=…` (RFC 3339), to the show's organiser. */
export function createLedgerFilesRoute(
  file: 'statement' | 'ledger',
  { database, identity, ledger, shows }: LedgerFilesRouteDeps,
) {
  return createShowFilesRoute(
    {
      name: `${file}.csv`,
      async open({ principal, showId, query }) {
        const show = await shows.getShow(showId);
        assertCanDoToShow(principal, 'show.report', show, 'showId');
        const period = periodOf(query);
        assertPeriod(period);
        if (file === 'ledger') return () => ledgerFile(database, show, period);
        const statement = await ledger.statementOf(principal, show, period);
        return () => statementFile(show, statement);
      },
    },
    identity,
  );
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Throws InvalidInputError. */
function periodOf(query: URLSearchParams): Period {
  const issues: InputIssue[] = [];
  const timeOf = (name: string): Date | null => {
    const text = query.get(name);
    if (text === null || text === '') return null;
    const time = new Date(text);
    if (RFC_3339.test(text) && !Number.isNaN(time.getTime())) return time;
    issues.push({
      path: name,
      message: 'must be a time as in RFC 3339, such as 2027-03-14T00:00:00Z',
      code: 'MALFORMED',
    });
    return null;
  };
  const period = { from: timeOf('from'), to: timeOf('to') };
  if (issues.length > 0) throw new InvalidInputError(issues);
  return period;
}
