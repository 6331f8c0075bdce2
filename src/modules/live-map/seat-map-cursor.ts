import { createHmac, timingSafeEqual } from 'node:crypto';

/** A place in a show's history of changes: after the change that made `version`. */
export interface SeatMapPosition {
  showId: string;
  version: number;
}

export interface SeatMapCursors {
  encode(position: SeatMapPosition): string;
  /** The position, or null when the cursor was not made by us, or for another show. */
  decode(cursor: string, showId: string): SeatMapPosition | null;
}

const MAC_BYTES = 9;

/**
 * Opaque cursors that every node understands, since the version they hold is PostgreSQL's: `version.mac`, the mac over
 * show and version, so that none can be made up or carried to another show.
 */
export function createSeatMapCursors(secret: string): SeatMapCursors {
  const mac = (showId: string, version: number): Buffer =>
    createHmac('sha256', secret).update(`seat-map\0${showId}\0${version}`).digest().subarray(0, MAC_BYTES);

  const encode = ({ showId, version }: SeatMapPosition): string =>
    `${version.toString(36)}.${mac(showId, version).toString('base64url')}`;

  return {
    encode,
    decode(cursor, showId) {
      const [digits] = cursor.split('.', 1);
      if (!digits || !/^[0-9a-z]{1,7}$/.test(digits)) return null;
      const position = { showId, version: Number.parseInt(digits, 36) };
      const [given, expected] = [Buffer.from(cursor), Buffer.from(encode(position))];
      return given.length === expected.length && timingSafeEqual(given, expected) ? position : null;
    },
  };
}
