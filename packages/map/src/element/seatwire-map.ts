import type { BoxOffice, BoxOfficeOptions, LockBestWish, LockChange, SeatLock } from '@seatwire/client/box-office';
import type { Connection, ShowSeat } from '@seatwire/client/show-map';
import { Announcer } from '../announcer.ts';
import type { ChosenPlaces } from '../area-selection.ts';
import { ElementBase, takeEarlyProperties } from './element-base.ts';
import type { LockOutcome } from './lock-outcome.ts';
import type { CodeOutcome } from './map-code.ts';
import type { SeatwireMapDetails, SeatwireMapEventMap } from './map-events.ts';
import { hintAtShow } from './missing-show.ts';
import { OpenShow } from './open-show.ts';
import { type RefusedPlaces, type RefusedSeat, stillLoading } from './refused-choice.ts';
import { contextIn, type ElementContext, listOf, partySizeOf, type Settings, textOfList, wholeOf } from './settings.ts';
import { styleSheet } from './style-sheet.ts';

/** Attributes after whose change another show, or another buyer, is at it. */
const REOPENING = ['url', 'show', 'token'];
/** After whose change the map is to look otherwise. */
const LOOKS = ['language', 'theme'];
const PROPERTIES = ['url', 'show', 'token', 'partySize', 'tiers', 'maxPrice', 'code', 'language', 'theme'] as const;
const IDLE: Connection = { state: 'idle', hint: null, error: null, attempt: 0, nextAttemptAt: null };

/**
 * `<seatwire-map url show party-size tiers max-price code language theme token>`: a show's live map, in which a buyer chooses and holds
 * seats. Connected while it is in the page; what is held stays so when it leaves it.
 */
export class SeatwireMap extends ElementBase {
  static readonly observedAttributes = [...REOPENING, 'party-size', 'tiers', 'max-price', 'code', ...LOOKS];

  readonly #root: ShadowRoot;
  readonly #spoken: HTMLElement;
  readonly #announcer: Announcer;
  #token: BoxOfficeOptions['token'];
  #open: OpenShow | null = null;
  #isReopening = false;
  /** As the attributes have them; null: not read since they changed. Each seat is looked at by them. */
  #settings: Settings | null = null;
  #language: { tags: string; context: ElementContext } | null = null;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.#spoken = document.createElement('p');
    this.#spoken.className = 'visually-hidden';
    this.#spoken.setAttribute('role', 'status');
    this.#spoken.setAttribute('aria-live', 'polite');
    this.#root.append(this.#spoken);
    this.#announcer = new Announcer(this.#spoken);
  }

  /** The GraphQL endpoint; relative to the page. Without it, `/graphql` of the page's own server. */
  get url(): string | null {
    return this.getAttribute('url');
  }

  set url(url: string | null) {
    this.#set('url', url);
  }

  /** `show_…`; null: none is shown. */
  get show(): string | null {
    return this.getAttribute('show');
  }

  set show(showId: string | null) {
    this.#set('show', showId);
  }

  /**
   * Who buys: a token, or a function that fetches one and is told which was refused. Without it a guest, whose token is kept in
   * `localStorage`. As a property it does not show in the page. Another function is asked from then on and is for the same buyer,
   * as pages make a new one each time they render; another text, or a text in the place of a function, begins anew.
   */
  get token(): BoxOfficeOptions['token'] {
    return this.#token ?? this.getAttribute('token') ?? undefined;
  }

  set token(token: BoxOfficeOptions['token'] | null) {
    const before = this.token;
    this.#token = token ?? undefined;
    const now = this.token;
    if (now === before || (typeof now === 'function' && typeof before === 'function')) return;
    this.#reopen();
  }

  /** How many seats may be chosen; then there is a button for the best ones, too. Null: as many as the show lets one lock have. */
  get partySize(): number | null {
    return partySizeOf(this.getAttribute('party-size'));
  }

  set partySize(size: number | null) {
    this.#set('party-size', size);
  }

  /** Ids, names or categories of price tiers: seats of others can't be chosen. Empty: any. */
  get tiers(): readonly string[] {
    return listOf(this.getAttribute('tiers'));
  }

  /** A text is taken as that of the attribute: frameworks set it as a property. */
  set tiers(tiers: string | readonly string[] | null) {
    this.#set('tiers', textOfList(tiers));
  }

  /** Of one seat, in minor units; null: any. */
  get maxPrice(): number | null {
    return wholeOf(this.getAttribute('max-price'));
  }

  set maxPrice(price: number | null) {
    this.#set('max-price', price);
  }

  /** A promo code that the page has for the buyer, as if they had entered it. Null: none. */
  get code(): string | null {
    return this.getAttribute('code');
  }

  set code(code: string | null) {
    this.#set('code', code);
  }

  /** A BCP 47 tag. Without it, that of the page around it (`lang`), else the browser's; English where there are no words. */
  get language(): string | null {
    return this.getAttribute('language');
  }

  set language(language: string | null) {
    this.#set('language', language);
  }

  /** `light` or `dark`; without it, as the page's `color-scheme` says. */
  get theme(): string | null {
    return this.getAttribute('theme');
  }

  set theme(theme: string | null) {
    this.#set('theme', theme);
  }

  /** Seats that are chosen and not held yet. */
  get selection(): readonly ShowSeat[] {
    return this.#open?.buyer.selection ?? [];
  }

  /** Places of areas that are chosen and not held yet. */
  get selectedAreas(): readonly ChosenPlaces[] {
    return this.lock === null ? (this.#open?.buyer.areas.chosen ?? []) : [];
  }

  /** What is held now; null: nothing. */
  get lock(): SeatLock | null {
    const held = this.#open?.buyer.held.state;
    return held?.isHeld ? held.lock : null;
  }

  get connection(): Connection {
    return this.#open?.connection ?? IDLE;
  }

  /** Books and pays as the same buyer; null while no show is open. */
  get boxOffice(): BoxOffice | null {
    return this.#open?.boxOffice ?? null;
  }

  /** Chooses those of these seats that are free, as many as may be, in place of what was chosen. The others are returned, with why. */
  select(seatIds: readonly string[]): readonly RefusedSeat[] {
    return this.#open?.buyer.select(seatIds) ?? stillLoading(seatIds);
  }

  /** Chooses so many places of areas in the same way; null as type is the first. */
  selectAreas(places: readonly ChosenPlaces[]): readonly RefusedPlaces[] {
    return this.#open?.buyer.areas.choose(places) ?? places.map((each) => ({ ...each, reason: 'LOADING' }));
  }

  /** Enters a promo code: what it opens (its value; null: nothing) can be chosen, and what is held is held with it. Null takes it off. As `hold`. */
  async enterCode(code: string | null): Promise<CodeOutcome | null> {
    return (await this.#open?.buyer.enterCode(code)) ?? null;
  }

  /** Holds what is chosen. Does not reject; what came of it is its value, and an event. Null: no show is open. */
  async hold(): Promise<LockOutcome | null> {
    return (await this.#open?.buyer.hold()) ?? null;
  }

  /** Holds the best seats for the party, within `tiers` and `maxPrice`; the wish may say more. As `hold`. */
  async holdBest(wish?: Partial<LockBestWish>): Promise<LockOutcome | null> {
    return (await this.#open?.buyer.holdBest(wish)) ?? null;
  }

  /** Changes which seats are held; the deadline stays. As `hold`. */
  async update(change: LockChange): Promise<LockOutcome | null> {
    return (await this.#open?.buyer.update(change)) ?? null;
  }

  /** Moves the deadline of what is held, as often as `lock.extensionsLeft` says. As `hold`. */
  async extend(): Promise<LockOutcome | null> {
    return (await this.#open?.buyer.extend()) ?? null;
  }

  /** Gives back what is held. As `hold`. */
  async release(): Promise<LockOutcome | null> {
    return (await this.#open?.buyer.release()) ?? null;
  }

  /** Tries now what waits for its next attempt. */
  reconnect(): void {
    this.#open?.reconnect();
  }

  connectedCallback(): void {
    takeEarlyProperties(this, PROPERTIES);
    this.#reopen();
  }

  disconnectedCallback(): void {
    this.#close();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    this.#settings = null;
    if (REOPENING.includes(name)) this.#reopen();
    else if (LOOKS.includes(name)) this.#open?.looksChanged();
    else if (name === 'code') void this.#open?.buyer.enterCode(after);
    else this.#open?.settingsChanged();
  }

  override addEventListener<Type extends keyof SeatwireMapEventMap>(
    type: Type,
    listener: (this: SeatwireMap, event: SeatwireMapEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
  }

  /** Once for attributes that change together. */
  #reopen(): void {
    this.#close();
    if (this.#isReopening) return;
    this.#isReopening = true;
    queueMicrotask(() => {
      this.#isReopening = false;
      if (!this.isConnected) return;
      if (this.show) this.#begin(this.show);
      else hintAtShow();
    });
  }

  #begin(showId: string): void {
    this.#open = new OpenShow({
      url: new URL(this.url ?? '/graphql', document.baseURI).href,
      showId,
      token: typeof this.token === 'function' ? (refused) => this.#askToken(refused) : this.token,
      code: this.code,
      root: this.#root,
      before: this.#spoken,
      announcer: this.#announcer,
      settings: () => {
        this.#settings ??= { partySize: this.partySize, tiers: this.tiers, maxPrice: this.maxPrice };
        return this.#settings;
      },
      context: () => this.#context(),
      tell: (type, detail) => this.#tell(type, detail),
    });
  }

  /** Asks the function that was set last: the show stays open when it is another one. */
  #askToken(refused?: string | null): string | null | Promise<string | null> {
    const { token } = this;
    return typeof token === 'function' ? token(refused) : (token ?? null);
  }

  #close(): void {
    const open = this.#open;
    this.#open = null;
    open?.end();
  }

  /** Made again only for other languages: formats take long to make. */
  #context(): ElementContext {
    const around = this.closest<HTMLElement>('[lang]')?.lang;
    const tags = [this.language, around, ...navigator.languages].filter((tag) => !!tag) as string[];
    const key = tags.join();
    if (this.#language?.tags !== key) this.#language = { tags: key, context: contextIn(tags) };
    return this.#language.context;
  }

  #tell<Type extends keyof SeatwireMapDetails>(type: Type, detail: SeatwireMapDetails[Type]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #set(name: string, value: string | number | null): void {
    if (value === null || value === undefined) this.removeAttribute(name);
    else this.setAttribute(name, String(value));
  }
}
