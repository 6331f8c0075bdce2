import { FREE, SEAT, type Seat } from './checked-seat.ts';
import type { CheckedThing } from './checked-thing.ts';
import type { RecordedAction, RecordedOperation } from './history.ts';

/** What several seats are at a moment; those that are nobody's may be left out. */
type Seats = ReadonlyMap<string, Seat>;

/** Seats of which some are exchanged for others: each is one of its own but for that, which is one step of all that it concerns. */
export const SEATS: CheckedThing<Seats> = {
  start: new Map(),
  apply(seats, action, subject) {
    if (action.kind === 'exchange') return exchanged(seats, action);
    const before = seats.get(subject) ?? FREE;
    const after = SEAT.apply(before, action, subject);
    if (after === null) return null;
    return after === before ? seats : new Map(seats).set(subject, after);
  },
  lapsed(seats, operation, outlook) {
    // What a quote holds may have lapsed before, and then nothing is exchanged; what is sold never lapses.
    if (operation.action.kind === 'exchange') return [];
    const { subject } = operation;
    return SEAT.lapsed(seats.get(subject) ?? FREE, operation, outlook).map(({ state, from_ms }) => ({
      state: new Map(seats).set(subject, state),
      from_ms,
    }));
  },
  // One that was never answered may as well come later, as long as nothing comes that is about the same seats.
  canMatter: (uncertain, before) =>
    uncertain.returned_ms !== Number.POSITIVE_INFINITY ||
    before.some((other) => subjectsOf(other).some((subject) => subjectsOf(uncertain).includes(subject))),
  nameOf: (seats) =>
    [...seats]
      .flatMap(([subject, seat]) => (seat.holder === null ? [] : `${subject} ${SEAT.nameOf(seat)}`))
      .sort()
      .join(),
};

/** All that the operation is about: more than one where seats were exchanged. */
export function subjectsOf({ subject, action }: Pick<RecordedOperation, 'subject' | 'action'>): string[] {
  return action.kind === 'exchange' ? [...action.given, ...action.taken] : [subject];
}

/** The booking must have sold what is given, and its quote must hold what is taken. */
function exchanged(
  seats: Seats,
  { lockId, quoteId, given, taken }: RecordedAction & { kind: 'exchange' },
): Seats | null {
  const isOwn = (subject: string) => {
    const seat = seats.get(subject) ?? FREE;
    return seat.holder === lockId && seat.deadline_ms === null;
  };
  if (!given.every(isOwn)) return null;
  if (!taken.every((subject) => seats.get(subject)?.holder === quoteId)) return null;
  const after = new Map(seats);
  for (const subject of given) after.delete(subject);
  for (const subject of taken) after.set(subject, { holder: lockId, deadline_ms: null });
  return after;
}
