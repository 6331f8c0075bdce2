import { html, type TemplateResult } from 'lit-html';
import { type ShowCard, showCards } from '../../views/show-cards.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { FormTexts } from '../form-texts.ts';
import type { ListedShow } from '../organiser-office.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';
import { saleStatus } from './sale-status.ts';

export interface OrganisedShowsOptions extends ViewContext {
  words: OrganiserTexts;
  forms: FormTexts;
  shows: readonly ListedShow[];
  /** The server's time, ms since 1970. */
  now: number;
  /** Asks for the next page; null: these are all. */
  onMore: (() => void) | null;
}

/** All shows, drafts included, with what they have sold. */
export function organisedShows(options: OrganisedShowsOptions): TemplateResult {
  const { texts, words, forms, shows, onMore } = options;
  return showCards({
    title: words.title,
    before: html`<p><a class="new-show primary fitting" href="/organise/new">${forms.newShow}</a></p>`,
    noShows: words.noShows,
    cards: shows.map((show) => cardOf(options, show)),
    more: onMore && { text: texts.showMore, onMore },
  });
}

function cardOf({ words, formats, now }: OrganisedShowsOptions, show: ListedShow): ShowCard {
  const { booked, total } = show.availability;
  return {
    href: `/organise/shows/${show.id}`,
    show,
    when: `${saleStatus(words, show, now)} · ${formats.moment(show.startsAt, show.venue.timezone)}`,
    sale: `${words.sold} ${formats.count(booked)} / ${formats.count(total)}`,
    money: words.ticketMoneyOf(formats.money(show.sales.sold.amount)),
    seats: { taken: booked, total },
  };
}
