import type { Show } from '../shows/shows.service.ts';

/** What its organiser has set. */
export interface RoomSettings {
  enabled: boolean;
  /** From then on it can be joined, and nothing of the show is held without an admission. */
  opensAt: Date;
  /** How many may be admitted at a time. */
  maxActive: number;
  perMinute: number;
  /** How long an admission lasts without anything being done. */
  idleSeconds: number;
}

/** The waiting room of a show, as its row and those of its show have it. */
export interface Room extends RoomSettings {
  showId: string;
  seed: string;
  seedHash: string;
  /** The draw has begun: who joins comes after those who are drawn. */
  isDrawing: boolean;
  /** When all who were drawn had their places. */
  drawnAt: Date | null;
  /** How many were drawn: their places are 1 to this. */
  drawn: number;
  /** The last place whose turn has come: whoever still waits has a later one. */
  calledPlace: number;
  waiting: number;
  active: number;
  /** In all. */
  admitted: number;
  pacedAt: Date | null;
  /** Admissions a minute, of late. */
  rate: number;
  revision: number;
  tickedAt: Date | null;
  /** When the draw is, or was to be: as sales start, or as the room opens where that is later. */
  drawAt: Date;
  /** PostgreSQL's time. */
  now: Date;
  /** The show sells nothing any more. */
  isOver: boolean;
}

export interface LockedRoom extends Room {
  /** The show is neither a draft nor paused. */
  sells: boolean;
}

export type RoomStatus = 'BEFORE' | 'GATHERING' | 'QUEUEING' | 'OPEN' | 'ENDED';
export type EntryStatus = 'WAITING' | 'ADMITTED' | 'ENDED';
export type EntryEnd = 'PAID' | 'LEFT' | 'IDLE';

/** One join of a room. */
export interface Entry {
  id: string;
  showId: string;
  ownerId: string;
  status: EntryStatus;
  /** Null until the draw. */
  place: number | null;
  joinedAt: Date;
  admittedAt: Date | null;
  endReason: EntryEnd | null;
}

/** As the room was when it was read: the same for all who are told of it. */
export function roomStatus({
  enabled,
  isOver,
  now,
  opensAt,
  drawnAt,
  waiting,
}: Pick<Room, 'enabled' | 'isOver' | 'now' | 'opensAt' | 'drawnAt' | 'waiting'>): RoomStatus {
  if (!enabled || isOver) return 'ENDED';
  if (now < opensAt) return 'BEFORE';
  if (!drawnAt) return 'GATHERING';
  return waiting > 0 ? 'QUEUEING' : 'OPEN';
}

/** As `Room.drawAt`, of a show that the node has read. */
export function drawAt({ opensAt }: Pick<Room, 'opensAt'>, { salesStartAt }: Pick<Show, 'salesStartAt'>): Date {
  return salesStartAt && salesStartAt > opensAt ? salesStartAt : opensAt;
}

/** In how many seconds who is at the position will be admitted, by what is known now; null: nobody can say. */
export function estimatedSeconds(
  position: number,
  { perMinute, maxActive, active, rate }: Pick<Room, 'perMinute' | 'maxActive' | 'active' | 'rate'>,
): number | null {
  // With places free the pace is all that holds anybody up; else they come as others leave.
  const presentRate = active < maxActive ? perMinute : Math.min(perMinute, rate);
  return presentRate < 0.1 ? null : Math.ceil((position * 60) / presentRate);
}
