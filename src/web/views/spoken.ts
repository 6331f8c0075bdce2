import { codeOpens } from '../../../packages/map/src/element/code-entry.ts';
import { spokenTimeLeft } from '../../../packages/map/src/element/map-formats.ts';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { seatName } from '../../../packages/map/src/views/seat-names.ts';
import type { BestSeats } from '../purchase/best-seats.ts';
import type { News } from '../purchase/news.ts';
import { codeSaves } from './code-field.ts';
import { closenessOf, placesOf } from './group-places.ts';
import type { ViewContext } from './view-context.ts';

/** What happened without the buyer's doing, or can't be seen at once. `left_ms`: until the order's deadline. */
export function spokenNews(
  context: ViewContext,
  news: Exclude<News, { kind: 'proposed' | 'orphans' }>,
  left_ms: number,
): string {
  const { texts } = context;
  switch (news.kind) {
    case 'released':
      return texts.released;
    case 'cancelled':
      return `${texts.cancelledTitle}. ${texts.cancelledBody}`;
    case 'heldBest':
      return [
        texts.heldBest(spokenSeats(context, news.seats)),
        closenessOf(context, { closeness: news.closeness, seats: news.seats }),
      ]
        .filter((part) => part !== '')
        .join(' ');
    case 'added':
      return texts.added(spokenSeats(context, news.seats));
    case 'retyped':
    case 'placesSet':
      return texts.newTotal(context.formats.money(news.total));
    case 'codeApplied':
      return `${codeSaves(context, news.lock)}. ${texts.newTotal(context.formats.money(news.lock.total))}`;
    case 'codeEntered':
      return codeOpens(context, news);
    case 'givenBack':
      return texts.unpicked(spokenSeats(context, news.seats));
    case 'extended':
      return spokenTimeLeft(texts, Math.round(left_ms / 60_000) * 60);
    case 'taken':
      return texts.justTaken(spokenSeats(context, news.seats));
    case 'freed':
      return texts.freeAgain(spokenSeats(context, news.seats));
  }
}

/** The proposal that the map shows, and how many there are. */
export function spokenProposal(context: ViewContext, best: BestSeats): string {
  const { texts, formats } = context;
  if (!best.shown) return '';
  const seats = best.seatsOf(best.shown);
  const { places, zones } = placesOf(context, seats);
  const facts = [zones, places, closenessOf(context, { ...best.shown, seats }), formats.money(best.shown.total)];
  const what = `${texts.proposalsFound(best.groups.length)} ${facts.filter((fact) => fact !== '').join(', ')}.`;
  return best.notice?.kind === 'quicker' ? `${texts.proposalLost[best.notice.why]} ${texts.nextBest} ${what}` : what;
}

function spokenSeats(context: ViewContext, seats: readonly HallSeat[]): string {
  return seats.map((seat) => seatName(context, seat)).join('; ');
}
