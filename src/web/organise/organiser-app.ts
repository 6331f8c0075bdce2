import { html, type TemplateResult } from 'lit-html';
import type { Announcer } from '../../../packages/map/src/announcer.ts';
import { createHall } from '../../../packages/map/src/hall/hall.ts';
import { type GraphqlClient, Unauthenticated } from '../api/graphql.ts';
import type { ServerClock } from '../api/server-clock.ts';
import type { Language } from '../i18n/language.ts';
import { loadPlan } from '../load-plan.ts';
import { messagePage } from '../views/message-page.ts';
import { type TopBarOptions, topBar } from '../views/top-bar.ts';
import type { ViewContext } from '../views/view-context.ts';
import { CreateShowPage } from './create-show-page.ts';
import { EditShowPage } from './edit-show-page.ts';
import { formTextsIn } from './form-texts.ts';
import { typedShowStore } from './forms/typed-show.ts';
import { createOrganiserOffice, type ListedShow, type OrganiserOffice } from './organiser-office.ts';
import { createOrganiserRequests, type OrganiserRequests } from './organiser-requests.ts';
import { CONTROLS_TITLE, type OrganiserRoute, routeOf } from './organiser-route.ts';
import { OrganiserSession } from './organiser-session.ts';
import { OrganiserShowPage } from './organiser-show-page.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import './organise.css';
import './making.css';
import { openPreview } from './preview-page.ts';
import { createShowOffice } from './show-office.ts';
import { focusElement } from './views/form-field.ts';
import { organisedShows } from './views/organised-shows.ts';
import { signIn } from './views/sign-in.ts';

type Content =
  | { kind: 'loading' }
  | { kind: 'unreachable' }
  | { kind: 'notFound' }
  | { kind: 'signIn'; problem: 'notOrganiser' | 'tokenRefused' | null }
  | { kind: 'shows'; shows: ListedShow[]; after: string | null }
  | { kind: 'page'; page: OrganiserPage };

/** A page of its own that draws itself. */
interface OrganiserPage {
  render(): TemplateResult;
  dispose(): void;
}

export interface OrganiserAppDeps {
  endpoint: string;
  graphql: GraphqlClient;
  clock: ServerClock;
  announcer: Announcer;
  context(): ViewContext;
  language(): Language;
  redraw(): void;
}

const RETRY_MS = 4_000;

/** The organisers' part of the page, at `/organise`: sign in, the shows, a show. */
export class OrganiserApp {
  readonly #deps: OrganiserAppDeps;
  readonly #session = new OrganiserSession();
  readonly #requests: OrganiserRequests;
  readonly #office: OrganiserOffice;
  #content: Content = { kind: 'loading' };

  constructor(deps: OrganiserAppDeps) {
    this.#deps = deps;
    this.#requests = createOrganiserRequests({ graphql: deps.graphql, session: this.#session });
    this.#office = createOrganiserOffice(this.#requests);
    addEventListener('hashchange', () => this.#session.takeFromAddress() && void this.#load());
    void this.#load();
  }

  render(bar: Pick<TopBarOptions, 'onSwitchLanguage'>): TemplateResult {
    const words = this.#words();
    const isSignedIn = this.#session.token !== null && this.#content.kind !== 'signIn';
    const links = isSignedIn
      ? html`<button class="quiet" type="button" @click=${() => this.#leave()}>${words.signOut}</button>`
      : undefined;
    return html`
      ${topBar({
        ...this.#deps.context(),
        ...bar,
        list: this.#content.kind === 'page' ? { url: '/organise', text: words.allShows } : null,
        ...(links ? { links } : {}),
      })}
      ${this.#main()}
    `;
  }

  #main(): TemplateResult {
    const context = this.#deps.context();
    const words = this.#words();
    switch (this.#content.kind) {
      case 'loading':
      case 'unreachable':
        return messagePage(context, { kind: this.#content.kind, onRetry: () => void this.#load() });
      case 'notFound':
        return messagePage(context, {
          kind: 'notFound',
          text: context.texts.showNotFound,
          link: { url: '/organise', text: words.allShows },
        });
      case 'signIn':
        return signIn({ words, problem: this.#content.problem, onToken: (token) => this.#signIn(token) });
      case 'shows':
        return organisedShows({
          ...context,
          words,
          forms: formTextsIn(this.#deps.language()),
          shows: this.#content.shows,
          now: this.#deps.clock.now(),
          onMore: this.#content.after === null ? null : () => void this.#showMore(),
        });
      case 'page':
        return this.#content.page.render();
    }
  }

  #words() {
    return organiserTextsIn(this.#deps.language());
  }

  #signIn(token: string): void {
    this.#session.begin(token);
    void this.#load();
  }

  /** Nothing is left for who signs in next in this tab. */
  #leave(): void {
    typedShowStore.forget();
    this.#signOut(null);
  }

  #signOut(problem: 'notOrganiser' | 'tokenRefused' | null): void {
    this.#session.end();
    this.#put({ kind: 'signIn', problem });
  }

  #put(content: Content): void {
    if (this.#content.kind === 'page') this.#content.page.dispose();
    this.#content = content;
    this.#deps.redraw();
  }

  /** The next page of the list, below what is there; asked again when it did not come. */
  async #showMore(): Promise<void> {
    if (this.#content.kind !== 'shows') return;
    const { shows, after } = this.#content;
    try {
      const next = await this.#office.shows(after);
      this.#put({ kind: 'shows', shows: [...shows, ...next.items], after: next.after });
    } catch (error) {
      if (error instanceof Unauthenticated) this.#signOut('tokenRefused');
      else this.#deps.announcer.say(this.#deps.context().texts.serverAway);
    }
  }

  async #load(): Promise<void> {
    if (this.#session.token === null) {
      this.#signOut(null);
      return;
    }
    try {
      await this.#open();
    } catch (error) {
      if (error instanceof Unauthenticated) this.#signOut('tokenRefused');
      else {
        this.#put({ kind: 'unreachable' });
        setTimeout(() => this.#content.kind === 'unreachable' && void this.#load(), RETRY_MS);
      }
    }
  }

  async #open(): Promise<void> {
    const { context } = this.#deps;
    if (!(await this.#office.isOrganiser())) {
      this.#signOut('notOrganiser');
      return;
    }
    document.title = `${this.#words().title} · ${context().texts.appName}`;
    const route = routeOf(location.pathname);
    if (route.kind === 'shows') {
      const { items, after } = await this.#office.shows();
      this.#put({ kind: 'shows', shows: items, after });
      return;
    }
    const page = await this.#pageOf(route);
    this.#put(page === null ? { kind: 'notFound' } : { kind: 'page', page });
    // Where a draft that was just saved is opened, the keyboard goes on from its title.
    if (location.hash === `#${CONTROLS_TITLE}`) focusElement(CONTROLS_TITLE);
  }

  /** Null: there is no such page, or no such show of this organiser's. */
  async #pageOf(route: Exclude<OrganiserRoute, { kind: 'shows' }>): Promise<OrganiserPage | null> {
    switch (route.kind) {
      case 'newShow':
        return await this.#createPage();
      case 'show':
        return await this.#showPage(route.id);
      case 'editShow':
        return await this.#editPage(route.id);
      case 'preview':
        return await this.#previewPage(route.id);
      case 'none':
        return null;
    }
  }

  async #showPage(id: string): Promise<OrganiserPage | null> {
    const show = await this.#office.show(id);
    if (!show) return null;
    this.#entitle(show);
    const hall = createHall(await loadPlan(show.plan.url), show.priceTiers);
    return new OrganiserShowPage({
      ...this.#deps,
      show,
      hall,
      office: this.#office,
      requests: this.#requests,
      token: () => this.#session.token,
      words: () => this.#words(),
      onSignedOut: () => this.#signOut('tokenRefused'),
    });
  }

  async #createPage(): Promise<OrganiserPage> {
    const forms = formTextsIn(this.#deps.language());
    this.#entitle({ title: forms.newShow });
    const page = new CreateShowPage({
      ...this.#deps,
      now: () => this.#deps.clock.now(),
      office: createShowOffice(this.#requests),
      onSignedOut: () => this.#signOut('tokenRefused'),
    });
    await page.open();
    return page;
  }

  async #editPage(id: string): Promise<OrganiserPage | null> {
    const office = createShowOffice(this.#requests);
    const show = await office.editedShow(id);
    if (!show) return null;
    this.#entitle(show);
    return new EditShowPage({
      ...this.#deps,
      show,
      office,
      now: () => this.#deps.clock.now(),
      onSignedOut: () => this.#signOut('tokenRefused'),
    });
  }

  async #previewPage(showId: string): Promise<OrganiserPage | null> {
    const page = await openPreview({ ...this.#deps, showId, token: () => this.#session.token });
    if (page) this.#entitle(page);
    return page;
  }

  #entitle({ title }: { title: string }): void {
    document.title = `${title} · ${this.#deps.context().texts.appName}`;
  }
}
