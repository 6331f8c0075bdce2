import type { Database } from '../../platform/postgres/database.ts';
import type { Principal } from '../../shared/principal.ts';
import { assertCan } from '../identity/rights.ts';
import type { Show } from '../shows/show.ts';

/** What the analytics consumer has counted of one show so far. It lags behind the bookings by the events under way. */
export interface ShowMetricsRecord {
  showId: string;
  bookingsCreated: number;
  bookingsConfirmed: number;
  bookingsCancelled: number;
  bookingsExpired: number;
  bookingsRefunded: number;
  /** Seats of confirmed bookings, less those of cancelled ones. */
  seatsSold: number;
  /** Minor units of the show's currency: confirmed less refunded. */
  revenue: number;
  /** When an event was last counted; null before the first one. */
  updatedAt: Date | null;
}

export interface AnalyticsService {
  /** All zero for a show without bookings. For the show's organiser. */
  showMetrics(principal: Principal, show: Show): Promise<ShowMetricsRecord>;
}

export function createAnalyticsService({ database }: { database: Database }): AnalyticsService {
  return {
    async showMetrics(principal, show) {
      assertCan(principal, 'show.report', show);
      const showId = show.id;
      // findUnique: Prisma reads the shows of one list in one statement.
      const row = await database.prisma.showMetrics.findUnique({ where: { showId } });
      return row === null ? { ...NONE, showId } : { ...row, revenue: Number(row.revenue) };
    },
  };
}

const NONE = {
  bookingsCreated: 0,
  bookingsConfirmed: 0,
  bookingsCancelled: 0,
  bookingsExpired: 0,
  bookingsRefunded: 0,
  seatsSold: 0,
  revenue: 0,
  updatedAt: null,
};
