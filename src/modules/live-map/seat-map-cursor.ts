import { createHmac, timingSafeEqual } from 'node:crypto';

/** A place in a show's history of changes: after the change that made `version`. */
export interface SeatMapPosition {
  showId: string;
  /** Of PostgreSQL's history: versions of another epoch say nothing. Null: the cursor is older than epochs. */
  epoch: string | null;
  version: number;
  /** Of which zones that version is known, by `zonesTagOf`; null: of all. */
  zonesTag: string | null;
}

export interface SeatMapCursors {
  encode(position: SeatMapPosition): string;
  /** The position, or null when the cursor was not made by us, or for another show. */
  decode(cursor: string, showId: string): SeatMapPosition | null;
}

/** Those that were made here are shorter. */
const MAX_CURSOR_CHARS = 200;
const MAC_BYTES = 9;
const POSITION = /^(?:([0-9a-z]{8})~)?([0-9a-z]{1,7})(?:-([\w-]{8}))?$/;

/**
 * Opaque cursors that every node understands, since the version they hold is PostgreSQL's: `epoch~version.mac`, or
 * `epoch~version-zones.mac`, the mac over show and all of that, so that none can be made up or carried to another show.
 */
export function createSeatMapCursors(secret: string): SeatMapCursors {
  const mac = (showId: string, place: string): string =>
    createHmac('sha256', secret)
      .update(`seat-map\0${showId}\0${place}`)
      .digest()
      .subarray(0, MAC_BYTES)
      .toString('base64url');

  const encode = ({ showId, epoch, version, zonesTag }: SeatMapPosition): string => {
    const prefix = epoch ? `${epoch}~` : '';
    const tag = zonesTag === null ? '' : `-${zonesTag}`;
    return `${prefix}${version.toString(36)}${tag}.${mac(showId, `${prefix}${version}${tag}`)}`;
  };

  return {
    encode,
    decode(cursor, showId) {
      if (cursor.length > MAX_CURSOR_CHARS) return null;
      const [place] = cursor.split('.', 1);
      const [, epoch = null, digits, zonesTag = null] = POSITION.exec(place!) ?? [];
      if (!digits) return null;
      const position = { showId, epoch, version: Number.parseInt(digits, 36), zonesTag };
      const [given, expected] = [Buffer.from(cursor), Buffer.from(encode(position))];
      return given.length === expected.length && timingSafeEqual(given, expected) ? position : null;
    },
  };
}
