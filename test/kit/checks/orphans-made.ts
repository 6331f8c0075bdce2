import type { SeatEvent } from '../../../src/modules/events/events.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';

export interface OrphansMade {
  version: number;
  actor: string;
  seatIds: string[];
}

export interface Hall {
  /** The seats of each segment, from left to right; without those that are no part of a run. */
  segments: readonly (readonly string[])[];
  minimumRun: number;
  /** Who may leave what they like. */
  staff: ReadonlySet<string>;
}

/** The orphans that choices of buyers have made in the show, by its events. */
export async function orphansMadeIn(database: Database, showId: string, hall: Hall): Promise<OrphansMade[]> {
  const rows = await database.query<{ payload: SeatEvent }>(
    `SELECT payload FROM outbox WHERE topic = 'seat-events' AND key = $1 ORDER BY id`,
    [showId],
  );
  return orphansMade(
    rows.map(({ payload }) => payload),
    hall,
  );
}

/** Who has a seat: the buyer whose lock holds it, or somebody for good. */
type Holders = ReadonlyMap<string, { lockId: string | null; actor: string | null }>;

/** One version after the other. Only what a lock takes, or gives back and goes on, is a choice: nothing else is looked at. */
export function orphansMade(events: readonly SeatEvent[], hall: Hall): OrphansMade[] {
  const made: OrphansMade[] = [];
  const owners = new Map<string, string>();
  let before: Holders = new Map();
  for (const event of events) {
    const after = holdersAfter(before, event);
    const { lock_id: lockId } = event as { lock_id?: string };
    if (event.event_type === 'seat.locked' && lockId) owners.set(lockId, event.actor);
    const goesOn = [...after.values()].some((holder) => holder.lockId === lockId && holder.actor !== null);
    const isChoice =
      event.event_type === 'seat.locked' ||
      (event.event_type === 'seat.unlocked' && event.reason === 'RELEASED' && lockId !== undefined && goesOn);
    const buyer = lockId === undefined ? undefined : owners.get(lockId);
    if (isChoice && buyer !== undefined && !hall.staff.has(buyer)) {
      const seatIds = hall.segments.flatMap((segment) => orphansIn(segment, { before, after, buyer }, hall.minimumRun));
      if (seatIds.length > 0) made.push({ version: event.version, actor: buyer, seatIds });
    }
    before = after;
  }
  return made;
}

function holdersAfter(before: Holders, event: SeatEvent): Holders {
  const after = new Map(before);
  const { lock_id: lockId = null, unlocked_seat_ids: unlocked = [] } = event as {
    lock_id?: string;
    unlocked_seat_ids?: string[];
  };
  for (const seatId of event.seat_ids) {
    if (event.event_type === 'seat.unlocked' || event.event_type === 'seat.unblocked') after.delete(seatId);
    else after.set(seatId, { lockId, actor: event.event_type === 'seat.locked' ? event.actor : null });
  }
  for (const seatId of unlocked) after.delete(seatId);
  return after;
}

function orphansIn(
  segment: readonly string[],
  { before, after, buyer }: { before: Holders; after: Holders; buyer: string },
  minimumRun: number,
): string[] {
  const isHis = (seatId: string) => before.get(seatId)?.actor === buyer || after.get(seatId)?.actor === buyer;
  const stood = new Set(runsIn(segment, (seatId) => !before.has(seatId)).map(String));
  const without = runsIn(segment, (seatId) => !after.has(seatId) || isHis(seatId));
  return runsIn(segment, (seatId) => !after.has(seatId))
    .filter((run) => run.length < minimumRun && !stood.has(String(run)))
    .filter((run) => without.every((whole) => !whole.includes(run[0]!) || whole.length > run.length))
    .flat();
}

function runsIn(segment: readonly string[], holds: (seatId: string) => boolean): string[][] {
  const runs: string[][] = [[]];
  for (const seatId of segment) {
    if (holds(seatId)) runs.at(-1)!.push(seatId);
    else runs.push([]);
  }
  return runs.filter(({ length }) => length > 0);
}
