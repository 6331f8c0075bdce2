import { html, nothing, render, type TemplateResult } from 'lit-html';
import { Announcer } from '../../packages/map/src/announcer.ts';
import { createHall } from '../../packages/map/src/hall/hall.ts';
import { createBoxOffice } from './api/box-office.ts';
import type { Order, ShowSummary } from './api/box-office-types.ts';
import type { Page } from './api/connection.ts';
import { createFollower } from './api/follow.ts';
import { createGraphqlClient } from './api/graphql.ts';
import { GuestSession } from './api/guest-session.ts';
import { ServerClock } from './api/server-clock.ts';
import type { BookingPage } from './booking/booking-page.ts';
import { openLink } from './booking/link-address.ts';
import type { DrawPage } from './draw/draw-page.ts';
import { createFormats } from './i18n/formats.ts';
import { type Language, localeFor, preferredLanguage, rememberLanguage, textsIn } from './i18n/language.ts';
import { loadPlan } from './load-plan.ts';
import type { OrganiserApp } from './organise/organiser-app.ts';
import { keepFocus } from './page-focus.ts';
import { PatienceNotice } from './patience-notice.ts';
import { searchAddress, searchedText } from './searched-text.ts';
import { ShowPage } from './show-page.ts';
import { messagePage } from './views/message-page.ts';
import { ordersToShow } from './views/orders-list.ts';
import { showsPage } from './views/shows-page.ts';
import { toast } from './views/toast.ts';
import { topBar } from './views/top-bar.ts';
import type { ViewContext } from './views/view-context.ts';

/** What the page shows below its top bar. */
type Content =
  | { kind: 'loading' }
  | { kind: 'unreachable' }
  | { kind: 'notFound'; what: 'showNotFound' | 'pageNotFound' }
  | { kind: 'shows'; shows: ShowSummary[]; after: string | null; search: string | null; orders: Page<Order> }
  | { kind: 'show'; page: ShowPage }
  | { kind: 'booking'; page: BookingPage }
  | { kind: 'draw'; page: DrawPage }
  | { kind: 'organise'; app: OrganiserApp };

const ORGANISE = /^\/organise(?:\/|$)/;
const BOOKING_PATH = /^\/booking\/?$/;
const DRAW_PATH = /^\/shows\/([^/]+)\/draw\/?$/;
const SHOW_PATH = /^\/shows\/([^/]+)\/?$/;

const endpoint = new URL('/graphql', location.href).href;
const clock = new ServerClock();
const graphql = createGraphqlClient({ endpoint, clock, onWaiting: (seconds) => patience.told(seconds) });
const session = new GuestSession(graphql);
const boxOffice = createBoxOffice({ graphql, session });
const follower = createFollower({ endpoint, session });
const announcer = new Announcer(document.querySelector<HTMLElement>('#announcer')!);
const root = document.querySelector<HTMLElement>('#app')!;

const patience = new PatienceNotice({
  say: (seconds) => announcer.say(context.texts.waitingForServer(seconds)),
  redraw: () => redraw(),
});

let language: Language = preferredLanguage();
let context: ViewContext = contextIn(language);
let content: Content = { kind: 'loading' };
let hasShows = false;
let isDrawing = false;

function contextIn(chosen: Language): ViewContext {
  document.documentElement.lang = chosen;
  const locale = localeFor(chosen);
  return { texts: textsIn(chosen), formats: createFormats(locale), locale };
}

function redraw(): void {
  if (isDrawing) return;
  isDrawing = true;
  queueMicrotask(() => {
    isDrawing = false;
    keepFocus();
    render(page(), root);
  });
}

function page(): TemplateResult {
  const { seconds } = patience;
  const waiting = toast(seconds === null ? null : context.texts.waitingForServer(seconds));
  if (content.kind === 'organise') return html`${content.app.render({ onSwitchLanguage: switchLanguage })} ${waiting}`;
  const list = hasShows && content.kind === 'show' ? { url: '/', text: context.texts.allShows } : null;
  return html`
    ${content.kind === 'show' ? content.page.renderSkipLink() : nothing}
    ${topBar({ ...context, list, onSwitchLanguage: switchLanguage })} ${main(content)} ${waiting}
  `;
}

function main(content: Exclude<Content, { kind: 'organise' }>): TemplateResult {
  switch (content.kind) {
    case 'loading':
    case 'unreachable':
      return messagePage(context, { kind: content.kind, onRetry: load });
    case 'notFound':
      return messagePage(context, {
        kind: 'notFound',
        text: context.texts[content.what],
        link: { url: '/', text: context.texts.allShows },
      });
    case 'shows':
      return showsPage({
        ...context,
        shows: content.shows,
        orders: content.orders.items,
        onMoreOrders: content.orders.after === null ? null : () => void showMoreOrders(),
        search: content.search,
        // Opened anew, at an address that can be kept and sent.
        onSearch: (text) => location.assign(searchAddress(text)),
        now: clock.now(),
        onMore: content.after === null ? null : () => void showMore(),
      });
    case 'show':
    case 'booking':
    case 'draw':
      return content.page.render();
  }
}

function switchLanguage(): void {
  language = language === 'en' ? 'de' : 'en';
  rememberLanguage(language);
  context = contextIn(language);
  redraw();
}

const RETRY_MS = 4_000;

async function load(): Promise<void> {
  try {
    await open();
  } catch {
    content = { kind: 'unreachable' };
    setTimeout(() => content.kind === 'unreachable' && void load(), RETRY_MS);
  }
  redraw();
}

/** The show of the address; at `/` the list, or the only show there is for who has bookings of no other. */
async function open(): Promise<void> {
  if (ORGANISE.test(location.pathname)) return await openOrganise();
  if (BOOKING_PATH.test(location.pathname)) return await openBooking();
  const drawOf = DRAW_PATH.exec(location.pathname)?.[1];
  if (drawOf) return await openDraw(decodeURIComponent(drawOf));
  const id = SHOW_PATH.exec(location.pathname)?.[1];
  if (id) {
    void findShows();
    return await openShow(decodeURIComponent(id));
  }
  if (location.pathname !== '/') {
    content = { kind: 'notFound', what: 'pageNotFound' };
    return;
  }
  const search = searchedText(location.search);
  const [{ items: shows, after }, orders] = await Promise.all([boxOffice.shows({ text: search }), findOrders()]);
  hasShows = shows.length > 1;
  const [only] = shows;
  const isAll =
    search === null && orders.after === null && ordersToShow(orders.items).every(({ show }) => show.id === only?.id);
  if (only && shows.length === 1 && isAll) {
    history.replaceState(null, '', `/shows/${only.id}`);
    return await openShow(only.id);
  }
  document.title = `${context.texts.shows} · ${context.texts.appName}`;
  content = { kind: 'shows', shows, after, search, orders };
}

/** The next page of the list, below what is there; asked again when it did not come. */
async function showMore(): Promise<void> {
  if (content.kind !== 'shows') return;
  const found = content;
  try {
    const next = await boxOffice.shows({ after: found.after, text: found.search });
    content = { ...found, shows: [...found.shows, ...next.items], after: next.after };
  } catch {
    announcer.say(context.texts.serverAway);
  }
  redraw();
}

/** The guest's earlier bookings, below what is there; asked again when they did not come. */
async function showMoreOrders(): Promise<void> {
  if (content.kind !== 'shows') return;
  const { after, items } = content.orders;
  try {
    const next = await boxOffice.orders(after);
    // Asked for twice, or another page since.
    if (content.kind !== 'shows' || content.orders.after !== after) return;
    content = { ...content, orders: { items: [...items, ...next.items], after: next.after } };
  } catch {
    announcer.say(context.texts.serverAway);
  }
  redraw();
}

/** Of a link in a mail, whose secret stands behind `#` in the address. Another one there is another page. */
async function openBooking(): Promise<void> {
  addEventListener('hashchange', () => location.reload(), { once: true });
  const link = openLink();
  if (!link) {
    content = { kind: 'notFound', what: 'pageNotFound' };
    return;
  }
  const { BookingPage } = await import('./booking/booking-page.ts');
  const page = new BookingPage({
    ...{ endpoint, link, graphql, clock, announcer },
    context: () => context,
    language: () => language,
    redraw,
  });
  await page.open();
  document.title = page.title();
  content = { kind: 'booking', page };
}

/** For the few who check the draw of a waiting room. Another entry in the address is another page. */
async function openDraw(id: string): Promise<void> {
  addEventListener('hashchange', () => location.reload(), { once: true });
  const show = await boxOffice.show(id);
  if (!show) {
    content = { kind: 'notFound', what: 'showNotFound' };
    return;
  }
  const { DrawPage } = await import('./draw/draw-page.ts');
  const page = new DrawPage({ show, announcer, context: () => context, language: () => language, redraw });
  document.title = page.title();
  content = { kind: 'draw', page };
}

/** Its code is not for buyers to wait for. */
async function openOrganise(): Promise<void> {
  const { OrganiserApp } = await import('./organise/organiser-app.ts');
  const app = new OrganiserApp({
    endpoint,
    graphql,
    clock,
    announcer,
    context: () => context,
    language: () => language,
    redraw,
  });
  content = { kind: 'organise', app };
}

/** The guest's bookings; the list of shows does without when they can't be had. */
async function findOrders(): Promise<Page<Order>> {
  try {
    return await boxOffice.orders();
  } catch {
    return { items: [], after: null };
  }
}

/** Whether there are others than the shown one: only for the link to them, which no show waits for. */
async function findShows(): Promise<void> {
  try {
    hasShows = (await boxOffice.shows()).items.length > 1;
    redraw();
  } catch {
    // Without the link then; the way by the name of the page is there all the same.
  }
}

async function openShow(id: string): Promise<void> {
  const show = await boxOffice.show(id);
  if (!show) {
    content = { kind: 'notFound', what: 'showNotFound' };
    return;
  }
  document.title = `${show.title} · ${context.texts.appName}`;
  const hall = createHall(
    await loadPlan(show.plan.url),
    show.priceTiers,
    show.plan.zones.map(({ name }) => name),
  );
  const page = new ShowPage({
    endpoint,
    show,
    hall,
    boxOffice,
    follower,
    clock,
    announcer,
    context: () => context,
    redraw,
  });
  content = { kind: 'show', page };
}

redraw();
void load();
