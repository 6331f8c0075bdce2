import type { ShowStatementQuery } from '../../generated/web/operations.ts';
import { Unauthenticated } from '../api/graphql.ts';
import { FileSaver } from './file-saver.ts';
import type { OrganisedShow } from './organiser-office.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import { SHOW_STATEMENT } from './statement.graphql.ts';
import { momentOf } from './wall-time.ts';

export type ShownStatement = NonNullable<NonNullable<ShowStatementQuery['show']>['statement']>;

/** Days by the clocks of the venue, `2027-03-14`; '': none is said. Both are included. */
export interface Days {
  first: string;
  last: string;
}

/** Times of the API, RFC 3339. */
export interface Times {
  from: string | null;
  to: string | null;
}

export interface StatementDeskDeps {
  requests: OrganiserRequests;
  show(): OrganisedShow;
  /** Something is different: draw again. */
  onChange(): void;
  onShown(days: Days): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

const A_DAY_MS = 24 * 60 * 60 * 1000;

/** When the first of the days begins, and when the last one is over; null: the last is before the first. */
export function timesOf({ first, last }: Days, timezone: string): Times | null {
  if (first !== '' && last !== '' && last < first) return null;
  return {
    from: first === '' ? null : beginOf(first, timezone),
    to: last === '' ? null : beginOf(after(last), timezone),
  };
}

function after(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + A_DAY_MS).toISOString().slice(0, 10);
}

/** Where clocks are put forward at midnight, the day begins with the next hour. */
function beginOf(day: string, timezone: string): string {
  const moment = momentOf(`${day}T00:00`, timezone) ?? momentOf(`${day}T01:00`, timezone);
  return new Date(moment!).toISOString();
}

/** What a show has taken, asked for by its organiser, for some days or of all time, and saved. */
export class StatementDesk {
  readonly #deps: StatementDeskDeps;
  /** As they stand in the form. */
  days: Days = { first: '', last: '' };
  /** The last that was shown, with its days; null: none was asked for. */
  shown: { days: Days; statement: ShownStatement } | null = null;
  isBusy = false;
  problem: 'wrongOrder' | 'unreachable' | null = null;
  readonly files: FileSaver;

  constructor(deps: StatementDeskDeps) {
    this.#deps = deps;
    this.files = new FileSaver(deps);
  }

  choose(change: Partial<Days>): void {
    this.days = { ...this.days, ...change };
    this.problem = null;
    this.#deps.onChange();
  }

  async ask(): Promise<void> {
    const days = this.days;
    const times = this.#times();
    if (!times || this.isBusy) return;
    const { requests, show, onShown } = this.#deps;
    this.isBusy = true;
    this.#deps.onChange();
    try {
      const answer = await requests.request(SHOW_STATEMENT, { id: show().id, ...times });
      const statement = answer.show?.statement;
      if (!statement) throw new Error('There is no statement in the answer.');
      this.shown = { days, statement };
      onShown(days);
    } catch (error) {
      if (error instanceof Unauthenticated) this.#deps.onSignedOut();
      else this.problem = 'unreachable';
    }
    this.isBusy = false;
    this.#deps.onChange();
  }

  /** Has the browser save the statement, or each posting, of the days as CSV. */
  async save(file: 'statement' | 'ledger'): Promise<void> {
    const times = this.#times();
    if (!times) return;
    const query = new URLSearchParams(Object.entries(times).flatMap(([name, time]) => (time ? [[name, time]] : [])));
    await this.files.save(`/shows/${this.#deps.show().id}/${file}.csv?${query}`, `${file}.csv`);
  }

  #times(): Times | null {
    const times = timesOf(this.days, this.#deps.show().venue.timezone);
    this.problem = times ? null : 'wrongOrder';
    if (!times) this.#deps.onChange();
    return times;
  }
}
