import type { RecordedAction, RecordedOperation } from './history.ts';

/** What time alone has made of a thing at some moment from `from_ms` on. */
export interface Lapse<State> {
  state: State;
  from_ms: number;
}

/** What is known of the operations that are still to be put in order. */
export interface Outlook {
  /** No later moment is of interest. */
  until_ms: number;
  /** Whether one that was answered for certain needs the lock to have what it has. */
  isNeeded(lockId: string): boolean;
  /**
   * Of locks that may all have ended: which of them has rather. First those that are read to have ended later, last those that may have been
   * sold, which nobody has read since. Any other order would have to end one more of them later.
   */
  endsAs(lockId: string): 'known to end' | 'any' | 'perhaps sold';
}

/** How something that operations are about behaves: what a history of it is checked against. */
export interface CheckedThing<State> {
  readonly start: State;
  /** The state after the action; null when it is impossible, or its answer is not what would be given. One that changes nothing gives the same object. */
  apply(state: State, action: RecordedAction, subject: string): State | null;
  /**
   * Where the action is impossible as things are: what time may have made of them by then, so that it is possible; the most likely
   * first. None of them has lapsed further than the action needs, since what has not yet may do so later.
   */
  lapsed(state: State, operation: RecordedOperation, outlook: Outlook): Lapse<State>[];
  /** Whether it can be of use that an operation, of which that is uncertain, had its effect before one of these. */
  canMatter(uncertain: RecordedOperation, before: readonly RecordedOperation[]): boolean;
  /** Tells apart the states that the same operations can have led to. */
  nameOf(state: State): string;
}
