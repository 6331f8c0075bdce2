import type { InputIssue } from '../../shared/errors.ts';

/** What a show's organiser sets of how much one buyer may hold in it at a time; null: as the server has it. Places of areas count as seats. */
export interface ShowLimits {
  seatsPerLock: number | null;
  /** Of all locks of the buyer together. */
  seatsPerBuyer: number | null;
  locksPerBuyer: number | null;
}

/** What applies where a show sets nothing, and what no show may exceed. */
export type ServerLimits = { readonly [Name in keyof ShowLimits]: number };

/** What is not given stays; null: as the server has it. */
export type ShowLimitsInput = { readonly [Name in keyof ShowLimits]?: number | null | undefined };

export const NO_SHOW_LIMITS: Readonly<ShowLimits> = { seatsPerLock: null, seatsPerBuyer: null, locksPerBuyer: null };

/** The highest values that a server may allow; the table shows has the same bounds. */
export const HIGHEST_LIMITS: ServerLimits = { seatsPerLock: 5_000, seatsPerBuyer: 100_000, locksPerBuyer: 10_000 };

const NAMES = ['seatsPerLock', 'seatsPerBuyer', 'locksPerBuyer'] as const satisfies readonly (keyof ShowLimits)[];

/** The limits as they are after the change. */
export function changedLimits(limits: ShowLimits, change: ShowLimitsInput | null | undefined): ShowLimits {
  const after = (name: keyof ShowLimits) => (change?.[name] === undefined ? limits[name] : change[name]);
  return {
    seatsPerLock: after('seatsPerLock'),
    seatsPerBuyer: after('seatsPerBuyer'),
    locksPerBuyer: after('locksPerBuyer'),
  };
}

/** Every problem of the limits, by path. */
export function showLimitIssues(limits: ShowLimits, most: ServerLimits): InputIssue[] {
  const issues = NAMES.flatMap((name): InputIssue[] => {
    const limit = limits[name];
    if (limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= most[name])) return [];
    return [
      {
        path: `input.limits.${name}`,
        message: `must be from 1 to ${most[name]}, which this server allows`,
        code: 'OUT_OF_RANGE',
        minimum: 1,
        maximum: most[name],
      },
    ];
  });
  const { seatsPerLock, seatsPerBuyer } = limits;
  if (issues.length === 0 && seatsPerLock !== null && seatsPerBuyer !== null && seatsPerBuyer < seatsPerLock) {
    const message = `must be at least seatsPerLock (${seatsPerLock})`;
    issues.push({ path: 'input.limits.seatsPerBuyer', message, code: 'OUT_OF_RANGE', minimum: seatsPerLock });
  }
  return issues;
}

/** What applies in a show: its own limits, but never beyond the server's, which may have been lowered since. */
export function appliedLimits(own: ShowLimits, most: ServerLimits): ServerLimits {
  const lower = (name: keyof ShowLimits) => Math.min(own[name] ?? most[name], most[name]);
  // Where the show says only what a buyer may hold, one lock may not have more than that.
  const ofLock = Math.min(lower('seatsPerLock'), own.seatsPerBuyer ?? most.seatsPerLock);
  return { seatsPerLock: ofLock, seatsPerBuyer: lower('seatsPerBuyer'), locksPerBuyer: lower('locksPerBuyer') };
}

/** The show's own limits as far as the server allows them (still). */
export function allowedLimits(own: ShowLimits, most: ServerLimits): ShowLimits {
  const allowed = (name: keyof ShowLimits) => {
    const limit = own[name];
    return limit === null ? null : Math.min(limit, most[name]);
  };
  return {
    seatsPerLock: allowed('seatsPerLock'),
    seatsPerBuyer: allowed('seatsPerBuyer'),
    locksPerBuyer: allowed('locksPerBuyer'),
  };
}
