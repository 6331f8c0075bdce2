import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import { endOfSales } from '../shows/sales.ts';
import type { Show } from '../shows/shows.service.ts';
import type { RoomSettings } from './room.ts';

export interface JoinInput {
  showId: string;
  /** Of work, where joining costs one. */
  proof?: string | null | undefined;
}

/** What stays as it is, or as it is by default, is not given. */
export interface SetWaitingRoomInput {
  showId: string;
  opensAt?: Date | null | undefined;
  maxActive?: number | null | undefined;
  perMinute?: number | null | undefined;
  idleSeconds?: number | null | undefined;
  enabled?: boolean | null | undefined;
}

export const MAX_ACTIVE = 100_000;
export const MAX_PER_MINUTE = 100_000;
export const IDLE_SECONDS = { min: 30, max: 3_600 } as const;
export const ROOM_DEFAULTS = { maxActive: 500, perMinute: 300, idleSeconds: 180, enabled: true } as const;
/** How long before sales start a room opens that nobody has said a time of. */
export const OPENS_BEFORE_MS = 30 * 60_000;

/** What the room is to be; `before`: null where there is none. Throws InvalidInputError. */
export function changedSettings(
  input: SetWaitingRoomInput,
  { before, show, now }: { before: (RoomSettings & { isDrawing: boolean }) | null; show: Show; now: Date },
): RoomSettings {
  const known = before ?? { ...ROOM_DEFAULTS, opensAt: defaultOpening(show, now), isDrawing: false };
  const after: RoomSettings = {
    enabled: input.enabled ?? known.enabled,
    opensAt: input.opensAt ?? known.opensAt,
    maxActive: input.maxActive ?? known.maxActive,
    perMinute: input.perMinute ?? known.perMinute,
    idleSeconds: input.idleSeconds ?? known.idleSeconds,
  };
  const issues = openingIssues(after, { isDrawing: known.isDrawing, openedAt: known.opensAt, show });
  if (issues.length > 0) throw new InvalidInputError(issues);
  return after;
}

function defaultOpening({ salesStartAt }: Show, now: Date): Date {
  if (!salesStartAt) return now;
  return new Date(Math.max(salesStartAt.getTime() - OPENS_BEFORE_MS, Math.min(now.getTime(), salesStartAt.getTime())));
}

function openingIssues(
  { opensAt }: RoomSettings,
  { isDrawing, openedAt, show }: { isDrawing: boolean; openedAt: Date; show: Show },
): InputIssue[] {
  const path = 'input.opensAt';
  if (isDrawing && opensAt.getTime() !== openedAt.getTime()) {
    return [{ path, message: 'cannot be changed once the places are drawn', code: 'NOT_CHANGEABLE' }];
  }
  if (opensAt >= endOfSales(show)) {
    return [{ path, message: 'must be before sales end', code: 'TOO_LATE' }];
  }
  return [];
}
