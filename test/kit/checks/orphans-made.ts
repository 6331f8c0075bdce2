import type { SeatEvent } from '../../../src/modules/events/events.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';

export interface OrphansMade {
  version: number;
  actor: string;
  seatIds: string[];
}

export interface Hall {
  /** The seats of each segment, from left to right. */
  segments: readonly (readonly string[])[];
  minimumRun: number;
  /** Who may leave what they like. */
  staff: ReadonlySet<string>;
  /** Nobody looks at a lock that has one. They are no part of a run. */
  wheelchairPlaces?: ReadonlySet<string>;
  /** No part of a run either. */
  companionSeats?: ReadonlySet<string>;
  /**
   * The rule is LENIENT: a lock is excused as long as it has no other choice, so many seats side by side of those zones and tiers.
   * Without, it is STRICT.
   */
  lenient?: { zoneOf(seatId: string): string; tierOf(seatId: string): string };
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
  /** Of each lock, what it was excused for. */
  const excused = new Map<string, ReadonlySet<string>>();
  let before: Holders = new Map();
  for (const event of events) {
    const after = holdersAfter(before, event);
    const { lock_id: lockId } = event as { lock_id?: string };
    if (event.event_type === 'seat.locked' && lockId) owners.set(lockId, event.actor);
    const buyer = lockId === undefined ? undefined : owners.get(lockId);
    if (lockId !== undefined && buyer !== undefined && isChoice(event, before, after) && !hall.staff.has(buyer)) {
      const choice = { before, after, buyer, lockId, excused: excused.get(lockId) ?? new Set() };
      if (!seatsOf(after, lockId).some((seatId) => hall.wheelchairPlaces?.has(seatId))) {
        const seatIds = orphansLeft(choice, hall);
        if (seatIds.length > 0 && hasOtherChoice(choice, hall))
          made.push({ version: event.version, actor: buyer, seatIds });
        excused.set(lockId, new Set(seatIds));
      }
    }
    before = after;
  }
  return made;
}

/** An extension takes nothing, and the end of a lock leaves nothing of it. */
function isChoice(event: SeatEvent, before: Holders, after: Holders): boolean {
  const { lock_id: lockId } = event as { lock_id?: string };
  if (event.event_type === 'seat.locked') {
    return String(seatsOf(before, lockId!).sort()) !== String(seatsOf(after, lockId!).sort());
  }
  return event.event_type === 'seat.unlocked' && event.reason === 'RELEASED' && seatsOf(after, lockId).length > 0;
}

/** That a lock holds, until they are sold. */
function seatsOf(holders: Holders, lockId: string | undefined): string[] {
  if (lockId === undefined) return [];
  return [...holders].flatMap(([seatId, holder]) =>
    holder.lockId === lockId && holder.actor !== null ? [seatId] : [],
  );
}

function holdersAfter(before: Holders, event: SeatEvent): Holders {
  const after = new Map(before);
  const {
    lock_id: lockId = null,
    unlocked_seat_ids: unlocked = [],
    blocked_seat_ids: blocked = [],
  } = event as { lock_id?: string; unlocked_seat_ids?: string[]; blocked_seat_ids?: string[] };
  for (const seatId of event.seat_ids) {
    if (event.event_type === 'seat.unlocked' || event.event_type === 'seat.unblocked') after.delete(seatId);
    else if (event.event_type !== 'seat.locked') after.set(seatId, { lockId, actor: null });
    // What was blocked is of an allotment, and stays somebody's whoever holds it: it is no free seat when it is given back.
    else if (!isBlocked(before.get(seatId))) after.set(seatId, { lockId, actor: event.actor });
  }
  for (const seatId of unlocked) after.delete(seatId);
  for (const seatId of blocked) after.set(seatId, BLOCKED);
  return after;
}

const BLOCKED = { lockId: null, actor: null };

function isBlocked(holder: { lockId: string | null; actor: string | null } | undefined): boolean {
  return holder?.lockId === null && holder.actor === null;
}

interface Choice {
  before: Holders;
  after: Holders;
  buyer: string;
  lockId: string;
  excused: ReadonlySet<string>;
}

function orphansLeft(choice: Choice, hall: Hall): string[] {
  const { before, after, lockId } = choice;
  const had = seatsOf(before, lockId);
  // It was not looked at as long as it had a wheelchair place: all that is left of it is new.
  const isNew = had.some((seatId) => hall.wheelchairPlaces?.has(seatId));
  if (!isNew) return hall.segments.flatMap((segment) => orphansIn(segment, choice, hall));
  const touched = new Set([...had, ...seatsOf(after, lockId)]);
  const itsOwn = hall.segments.filter((segment) => segment.some((seatId) => touched.has(seatId)));
  return itsOwn.flatMap((segment) => orphansIn(segment, { ...choice, excused: new Set(segment) }, hall));
}

function orphansIn(segment: readonly string[], { before, after, buyer, excused }: Choice, hall: Hall): string[] {
  const isHis = (seatId: string) => before.get(seatId)?.actor === buyer || after.get(seatId)?.actor === buyer;
  const runs = (holds: (seatId: string) => boolean) => runsIn(segment, hall, holds);
  const stood = new Set(runs((seatId) => !before.has(seatId)).map(String));
  const without = runs((seatId) => !after.has(seatId) || isHis(seatId));
  return runs((seatId) => !after.has(seatId))
    .filter((run) => run.length < hall.minimumRun)
    .filter((run) => !stood.has(String(run)) || run.some((seatId) => excused.has(seatId)))
    .filter((run) => without.every((whole) => !whole.includes(run[0]!) || whole.length > run.length))
    .flat();
}

/** Under STRICT always, for nobody is asked. All that the buyer holds is as good as free for it. */
function hasOtherChoice({ before, after, buyer, lockId }: Choice, hall: Hall): boolean {
  if (!hall.lenient) return true;
  const { zoneOf, tierOf } = hall.lenient;
  const party = seatsOf(after, lockId);
  const [zones, tiers] = [new Set(party.map(zoneOf)), new Set(party.map(tierOf))];
  const isFree = (seatId: string) => !before.has(seatId) || before.get(seatId)!.actor === buyer;
  return hall.segments
    .flatMap((segment) => runsIn(segment, hall, isFree))
    .some((run) =>
      run.some((_, from) => {
        const window = run.slice(from, from + party.length);
        if (window.length < party.length) return false;
        if (!window.every((seatId) => zones.has(zoneOf(seatId)) && tiers.has(tierOf(seatId)))) return false;
        return [from, run.length - from - party.length].every((rest) => rest === 0 || rest >= hall.minimumRun);
      }),
    );
}

function runsIn(segment: readonly string[], hall: Hall, holds: (seatId: string) => boolean): string[][] {
  const runs: string[][] = [[]];
  for (const seatId of segment) {
    const isReserved = hall.wheelchairPlaces?.has(seatId) || hall.companionSeats?.has(seatId);
    if (!isReserved && holds(seatId)) runs.at(-1)!.push(seatId);
    else runs.push([]);
  }
  return runs.filter(({ length }) => length > 0);
}
