import type { TemplateResult } from 'lit-html';
import { type ShowCard, showCards } from '../../views/show-cards.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { OrganisedShow } from '../organiser-office.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

export interface OrganisedShowsOptions extends ViewContext {
  words: OrganiserTexts;
  shows: readonly OrganisedShow[];
}

/** All shows, drafts included, with what they have sold. */
export function organisedShows(options: OrganisedShowsOptions): TemplateResult {
  const { words, shows } = options;
  return showCards({ title: words.title, noShows: words.noShows, cards: shows.map((show) => cardOf(options, show)) });
}

function cardOf({ words, formats }: OrganisedShowsOptions, show: OrganisedShow): ShowCard {
  const { booked, total } = show.availability;
  return {
    href: `/organise/shows/${show.id}`,
    show,
    when: `${words.statuses[show.status]} · ${formats.moment(show.startsAt, show.venue.timezone)}`,
    sale: `${words.sold} ${formats.count(booked)} / ${formats.count(total)}`,
    money: formats.money(show.sales.sold.amount),
    seats: { taken: booked, total },
  };
}
