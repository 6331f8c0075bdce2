import type { LivePlaces } from '../inventory/seat-ledger.ts';
import type { AreaState, SeatChange, SeatMapImage } from '../inventory/seat-state.ts';

/** How long a map is kept, and what is remembered of a missing one: an hour. */
export const MAP_TTL_MS = 60 * 60 * 1_000;

/** Changes that wait for a missing version; beyond it the version is taken for lost. */
export const MAX_WAITING_CHANGES = 1_000;

/**
 * The port of the maps that reads are served from: of each show the unavailable seats, and how its areas stand, at one version. Locks take seats in the
 * same store, so that a refusal is one look (locks/seat-lock-store.ts, which extends this port).
 */
export interface SeatMapStore {
  /**
   * The map, its seats in no particular order, or null when it is missing or has a gap (a version not yet applied): then
   * PostgreSQL is to be asked.
   */
  readMap(showId: string): Promise<SeatMapImage | null>;
  /**
   * Applies a committed change. Changes may come in any order and more than once: each is applied once, in version order;
   * one that comes early waits for the versions before it; when more than MAX_WAITING_CHANGES wait, the map is forgotten as
   * by `dropMap`. A change to a missing map is only remembered as "at least this version", which makes `installMap` refuse
   * older images.
   * What is not booked counts as having run out where the store's `lateBelow_ms` says that it was nearly over.
   * The keys of `endedLockIds` go when the change first comes, be it early or late: those of the changed seats that are not
   * LOCKED by this very change, nor again by a later one that the map has.
   */
  applyChange(change: MapChange): Promise<void>;
  /**
   * Puts a map read from PostgreSQL in place, with the live locks as they are held there, for `ttl_ms`. False, and nothing
   * changed, when a newer version is known: read again. Lock keys already there stay as they are. An `epoch` that is not
   * greater than the one known is replaced by that one, so that fencing tokens never turn back. (With more than 5,000 locks
   * the lock keys are written ahead in several steps; the map itself always in one.)
   */
  installMap(install: MapInstall): Promise<boolean>;
  /**
   * Forgets the map, but not the locks, the newest version known or the fencing tokens given: the next acquire or read
   * rebuilds it, from an image that is not older.
   */
  dropMap(showId: string): Promise<void>;
  /** As `dropMap`, and an image of any version is taken next: PostgreSQL has begun a new epoch of its history. */
  resetMap(showId: string): Promise<void>;
}

export interface MapChange {
  showId: string;
  /** The version after the change; the change of version n applies to version n - 1. */
  version: number;
  changes: readonly SeatChange[];
  /**
   * The locks whose hold on seats this change ended (released, expired, booked, seats given back): their keys are removed
   * for those of the changed seats that are not LOCKED by it, so a change may give a lock seats and take others from it.
   */
  endedLockIds?: readonly string[];
  /** How areas stand after the change. */
  areas?: readonly AreaState[];
  /** The locks whose claims to places of these areas are in these numbers. */
  claimedBy?: readonly string[];
  /** The locks that are over with this change, and how many places they had: they no longer count for their owners. */
  endedPlaces?: readonly EndedPlaces[];
}

export interface EndedPlaces {
  lockId: string;
  places: number;
  /** Without: they were given back. */
  areBooked?: boolean;
}

export interface MapInstall {
  showId: string;
  image: SeatMapImage;
  /** From seat_maps.epoch, increased for this install: tokens are `epoch * 2^32 + counter`, so it must stay below 2^21. */
  epoch: number;
  /** Those whose time has run out are left out. */
  locks: readonly { seatId: string; lockId: string; ownerId: string; ttl_ms: number }[];
  /** The same for places of areas. */
  places?: readonly LivePlaces[];
  ttl_ms: number;
}
