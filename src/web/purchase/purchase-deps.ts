import type { SeatMap } from '../../../packages/client/src/seat-map.ts';
import type { Hall } from '../../../packages/map/src/hall/hall.ts';
import type { BoxOffice } from '../api/box-office.ts';
import type { Follower } from '../api/follow.ts';
import type { News } from './news.ts';

/** What the server is being asked for. */
export type Busy =
  | 'hold'
  | 'change'
  | 'code'
  | 'extend'
  | 'release'
  | 'book'
  | 'correct'
  | 'pay'
  | 'cancel'
  | 'quote'
  | 'return';

export interface PurchaseDeps {
  showId: string;
  hall: Hall;
  /** As many seats as one order may have. */
  maxSeats(): number;
  seatMap: SeatMap;
  boxOffice: BoxOffice;
  follower: Pick<Follower, 'lock' | 'booking'>;
  /** Whether the organiser lets no choice leave an orphan now. */
  isStrict(): boolean;
  /** BCP 47: of the page. */
  locale(): string;
  /** The server's time, ms since 1970. */
  now(): number;
  /** Something is different: draw again. */
  onChange(): void;
  onNews(news: News): void;
}
