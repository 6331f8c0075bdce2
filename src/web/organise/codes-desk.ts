import type { ShowCodesQuery } from '../../generated/web/operations.ts';
import { exponentOf } from '../../shared/money/currencies.ts';
import type { Outcome } from '../api/box-office-types.ts';
import * as documents from './codes.graphql.ts';
import { FormSender } from './forms/form-sender.ts';
import {
  type CodeInput,
  type CodeLocale,
  NO_CODE,
  type PromoCode,
  readCode,
  type ShowOfCodes,
  type TypedCode,
  typedCode,
} from './forms/typed-code.ts';
import type { OrganisedShow } from './organiser-office.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import { PeriodicAsking } from './periodic-asking.ts';

export interface CodeNews {
  kind: 'created' | 'createdOver' | 'changed' | 'ended';
  code: string;
}

export interface CodesDeskDeps {
  requests: OrganiserRequests;
  /** As it is known now. */
  show(): Pick<OrganisedShow, 'id' | 'venue' | 'status'>;
  /** The server's time, ms since 1970. */
  now(): number;
  /** BCP 47: of the page. */
  locale(): string;
  /** Something is different: draw again. */
  onChange(): void;
  onNews(news: CodeNews): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

/** A show's promo codes in the hands of its organiser: made, changed, ended, and how often each was used. */
export class CodesDesk {
  readonly #deps: CodesDeskDeps;
  readonly #asking: PeriodicAsking<ShowCodesQuery>;
  /** With what codes can be for; null: it was not told yet. */
  show: ShowOfCodes | null = null;
  /** What is being edited: a code, or a new one. */
  editing: { code: PromoCode | null } | null = null;
  typed: TypedCode = NO_CODE;
  readonly sender: FormSender;
  /** The one whose end is asked about. */
  ending: PromoCode | null = null;
  /** The last change, until the next one is begun. */
  news: CodeNews | null = null;

  constructor(deps: CodesDeskDeps) {
    this.#deps = deps;
    this.sender = new FormSender(deps);
    this.#asking = new PeriodicAsking({
      ...deps,
      ask: () => deps.requests.request(documents.SHOW_CODES, { id: deps.show().id }),
      take: ({ show }) => {
        this.show = show;
      },
    });
  }

  /** The show is cancelled: nothing can be booked with a code any more. */
  get isOver(): boolean {
    return this.#deps.show().status === 'CANCELLED';
  }

  /** Those that have not been ended; the ones whose time is past, last. */
  get present(): PromoCode[] {
    const present = this.show?.codes?.filter(({ endedAt }) => endedAt === null) ?? [];
    return [...present.filter((code) => !this.isPast(code)), ...present.filter((code) => this.isPast(code))];
  }

  /** Whether it could be used until a time that is past. */
  isPast({ validUntil }: { validUntil?: string | null }): boolean {
    return validUntil != null && Date.parse(validUntil) <= this.#deps.now();
  }

  get ended(): PromoCode[] {
    return this.show?.codes?.filter(({ endedAt }) => endedAt !== null) ?? [];
  }

  /** Those that a code may open, and that of the code that is edited. */
  get allotments(): { id: string; name: string }[] {
    const own = this.editing?.code?.allotment ?? null;
    const open = (this.show?.allotments ?? []).filter(
      ({ access, releasedAt }) => access === 'CODE' && releasedAt === null,
    );
    return own && !open.some(({ id }) => id === own.id) ? [own, ...open] : open;
  }

  /** Of the show's currency. */
  get exponent(): number {
    return exponentOf(this.show?.currency ?? 'EUR');
  }

  edit(editing: { code: PromoCode | null } | null): void {
    this.editing = editing;
    this.typed = editing?.code ? typedCode(editing.code, this.#locale) : NO_CODE;
    this.news = null;
    this.sender.forget();
    this.#deps.onChange();
  }

  type(change: Partial<TypedCode>): void {
    this.typed = { ...this.typed, ...change };
    this.sender.forget();
    this.#deps.onChange();
  }

  /** `incomplete`: the fields that hold a part of a time only. True when it is saved. */
  async save(incomplete: ReadonlySet<string>): Promise<boolean> {
    if (!this.editing) return false;
    const { code } = this.editing;
    const reading = readCode(this.typed, { ...this.#locale, incomplete, before: code });
    const saved = await this.sender.send(reading, (input) => this.#send(code, input));
    if (!saved || !reading.ok) return false;
    this.editing = null;
    const created = this.isPast(reading.input) ? 'createdOver' : 'created';
    await this.#tell({ kind: code ? 'changed' : created, code: this.typed.code.trim() });
    return true;
  }

  askEnd(code: PromoCode | null): void {
    this.ending = code;
    this.#deps.onChange();
  }

  async end({ id: codeId, code }: PromoCode): Promise<void> {
    const { requests } = this.#deps;
    this.news = null;
    const ended = await this.sender.sendPlain({ codeId }, (input) => requests.change(documents.END_CODE, input));
    if (ended) await this.#tell({ kind: 'ended', code });
  }

  /** To be called when the show has another status, or other allotments or bookings. */
  async refresh(): Promise<void> {
    await this.#asking.ask();
  }

  dispose(): void {
    this.#asking.end();
  }

  get #locale(): CodeLocale {
    const { show, locale } = this.#deps;
    return { locale: locale(), exponent: this.exponent, timezone: show().venue.timezone };
  }

  #send(code: PromoCode | null, input: CodeInput): Promise<Outcome<null>> {
    const { requests, show } = this.#deps;
    if (code) return requests.change(documents.UPDATE_CODE, { codeId: code.id, ...input });
    return requests.changeOnce(documents.CREATE_CODE, { showId: show().id, ...input });
  }

  async #tell(news: CodeNews): Promise<void> {
    this.sender.forget();
    this.news = news;
    this.#deps.onNews(news);
    await this.#asking.ask();
  }
}
