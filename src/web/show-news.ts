import type { LiveShow } from '../../packages/client/src/seat-map.ts';
import type { ShowFacts } from './api/box-office-types.ts';
import type { ViewContext } from './views/view-context.ts';

/** The show with what has changed. Prices are changed where they are: every seat of the hall has its tier. */
export function withNews<Known extends ShowFacts>(show: Known, facts: LiveShow | ShowFacts): Known {
  const news = new Map(facts.priceTiers.map((tier) => [tier.id, tier]));
  for (const tier of show.priceTiers) Object.assign(tier, news.get(tier.id));
  return { ...show, ...facts, priceTiers: show.priceTiers };
}

/** What is said of the change to a buyer who looks at the show; null when it is nothing for them. */
export function wordsOfNews(
  { texts, formats }: ViewContext,
  before: ShowFacts,
  after: LiveShow | ShowFacts,
): string | null {
  const news: string[] = [];
  if (after.status !== before.status) {
    if (after.status === 'CANCELLED') news.push(`${texts.showCancelledTitle}.`);
    else if (after.status === 'PAUSED') news.push(`${texts.pausedTitle}. ${texts.pausedBody}`);
    else if (after.status === 'CLOSED') news.push(`${texts.closedTitle}.`);
    else if (before.status === 'PAUSED') news.push(texts.salesGoOn);
  }
  const priceOf = new Map(before.priceTiers.map(({ id, price }) => [id, price.amount]));
  const changed = after.priceTiers.filter(({ id, price }) => priceOf.get(id) !== price.amount);
  if (changed.length > 0) {
    const prices = changed.map(({ name, price }) => `${name} ${formats.money(price)}`);
    news.push(texts.newPrices(prices.join(', ')));
  }
  return news.length > 0 ? news.join(' ') : null;
}
