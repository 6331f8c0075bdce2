import { html, type TemplateResult } from 'lit-html';
import { createHall } from '../../../packages/map/src/hall/hall.ts';
import { type BoxOffice, createBoxOffice } from '../api/box-office.ts';
import type { Outcome, Show } from '../api/box-office-types.ts';
import { createFollower } from '../api/follow.ts';
import type { GraphqlClient } from '../api/graphql.ts';
import type { Language } from '../i18n/language.ts';
import { loadPlan } from '../load-plan.ts';
import { ShowPage, type ShowPageDeps } from '../show-page.ts';
import { formTextsIn } from './form-texts.ts';

export interface PreviewPageDeps extends Pick<ShowPageDeps, 'endpoint' | 'clock' | 'announcer' | 'context' | 'redraw'> {
  showId: string;
  graphql: GraphqlClient;
  /** Of the organiser: a draft is there for nobody else. */
  token(): string | null;
  language(): Language;
}

/** The buyers' page of a draft, as its organiser sees it before anybody else does. */
export class PreviewPage {
  readonly #show: Show;
  readonly #page: ShowPage;
  readonly #language: () => Language;

  constructor(show: Show, page: ShowPage, language: () => Language) {
    this.#show = show;
    this.#page = page;
    this.#language = language;
  }

  get title(): string {
    return this.#show.title;
  }

  render(): TemplateResult {
    const forms = formTextsIn(this.#language());
    return html`
      <aside class="preview-banner" aria-label=${forms.previewTitle}>
        <p>${forms.previewBanner}</p>
        <a href=${`/organise/shows/${this.#show.id}`}>${forms.backToShow}</a>
      </aside>
      ${this.#page.render()}
    `;
  }

  dispose(): void {
    this.#page.dispose();
  }
}

/** Null: there is no such show, or it is a draft of another organiser. Rejects when there is no answer. */
export async function openPreview(deps: PreviewPageDeps): Promise<PreviewPage | null> {
  const { endpoint, graphql, token, showId, language } = deps;
  const session = { token: token(), ensure: async () => token() ?? '', forget: () => {} };
  const asOrganiser: GraphqlClient = { request: (operation) => graphql.request({ ...operation, token: token() }) };
  const boxOffice = holdingNothing(createBoxOffice({ graphql: asOrganiser, session }));
  const show = await boxOffice.show(showId);
  if (!show) return null;
  const zones = show.plan.zones.map(({ name }) => name);
  const page = new ShowPage({
    ...deps,
    show,
    hall: createHall(await loadPlan(show.plan.url), show.priceTiers, zones),
    boxOffice,
    follower: createFollower({ endpoint, session }),
    preview: { token },
  });
  return new PreviewPage(show, page, language);
}

/** The organiser's own locks and bookings are none of a buyer who looks, and a preview takes no seats. */
function holdingNothing(boxOffice: BoxOffice): BoxOffice {
  const refused = async (): Promise<Outcome<never>> => ({
    ok: false,
    refusal: { __typename: 'ShowNotOnSaleError', code: 'SHOW_NOT_ON_SALE', message: 'This is a preview.' },
  });
  return {
    ...boxOffice,
    viewer: async () => ({ activeLocks: [], bookings: [] }),
    orders: async () => ({ items: [], after: null }),
    booking: async () => null,
    lockSeats: refused,
    lockBestAvailable: refused,
  };
}
