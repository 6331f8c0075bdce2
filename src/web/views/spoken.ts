import type { HallSeat } from '../hall/hall.ts';
import type { SeatLook } from '../map/seat-look.ts';
import type { News } from '../purchase/news.ts';
import { seatName } from './seat-names.ts';
import type { ViewContext } from './view-context.ts';

/** A seat and all that the map shows of it. */
export function spokenSeat(context: ViewContext, seat: HallSeat, look: SeatLook): string {
  const { texts, formats } = context;
  const facts = [seatName(context, seat), formats.money(seat.tier.price), texts.legend[look]];
  if (seat.accessible) facts.push(texts.wheelchair);
  return facts.join(', ');
}

/** What happened without the buyer's doing, or can't be seen at once. `left_ms`: until the order's deadline. */
export function spokenNews(context: ViewContext, news: News, left_ms: number): string {
  const { texts } = context;
  switch (news.kind) {
    case 'released':
      return texts.released;
    case 'cancelled':
      return `${texts.cancelledTitle}. ${texts.cancelledBody}`;
    case 'added':
      return texts.added(spokenSeats(context, news.seats));
    case 'givenBack':
      return texts.unpicked(spokenSeats(context, news.seats));
    case 'extended':
      return spokenTimeLeft(context, Math.round(left_ms / 60_000) * 60_000);
    case 'taken':
      return texts.justTaken(spokenSeats(context, news.seats));
    case 'freed':
      return texts.freeAgain(spokenSeats(context, news.seats));
  }
}

/** In whole minutes, or below one in seconds. */
export function spokenTimeLeft({ texts }: ViewContext, left_ms: number): string {
  const time = left_ms >= 60_000 ? texts.minutes(left_ms / 60_000) : texts.seconds(left_ms / 1_000);
  return texts.timeLeftAnnounced(time);
}

function spokenSeats(context: ViewContext, seats: readonly HallSeat[]): string {
  return seats.map((seat) => seatName(context, seat)).join('; ');
}
