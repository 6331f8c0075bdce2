import type { SeatMap, SeatMapStatus } from '../../client/seat-map.ts';
import type { Texts } from '../i18n/texts-en.ts';
import type { SeatLook } from './seat-look.ts';

/** How a seat is drawn by its state alone. */
export function seatMapLook(seatMap: SeatMap, seatId: string): SeatLook {
  if (seatMap.getState().version === null) return 'unknown';
  switch (seatMap.seatState(seatId)) {
    case 'LOCKED':
      return 'held';
    case 'BOOKED':
      return 'booked';
    case 'BLOCKED':
      return 'blocked';
    case 'AVAILABLE':
      return 'available';
  }
}

/** What is to be said about the connection; null: all is well. */
export function mapNotice(texts: Texts, status: SeatMapStatus): string | null {
  switch (status) {
    case 'reconnecting':
      return texts.reconnecting;
    case 'connecting':
      return texts.connecting;
    case 'closed':
      return texts.mapClosed;
    case 'live':
      return null;
  }
}
