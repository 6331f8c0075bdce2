import { html, nothing, type TemplateResult } from 'lit-html';
import { confirmDialog } from '../../views/confirm-dialog.ts';
import type { PromoCode } from '../forms/typed-code.ts';
import { cardButton, cardList, overList } from './card-panel.ts';
import { codeForm } from './code-form.ts';
import type { CodesSectionOptions } from './codes-section-options.ts';
import { focusElement, focusField } from './form-field.ts';
import { formNotice } from './form-notice.ts';

const TITLE_ID = 'codes-title';

/** A show's promo codes. */
export function codesSection(options: CodesSectionOptions): TemplateResult | typeof nothing {
  const { words, desk } = options;
  const { show, present, ended, ending, news, isOver } = desk;
  if (!show?.codes) return nothing;
  const editing = isOver ? null : desk.editing;
  return html`
    <section class="panel card-panel codes" id="codes" aria-labelledby=${TITLE_ID}>
      <h2 id=${TITLE_ID} tabindex="-1">${words.title}</h2>
      ${news ? html`<p class="done">${words.news[news.kind](news.code)}</p>` : nothing}
      ${editing ? nothing : formNotice({ ...options, words: options.organiserWords, sender: desk.sender, done: null })}
      ${cardList(present, {
        none: words.none,
        cardOf: (one) => (editing?.code?.id === one.id ? formOf(options) : card(options, one)),
      })}
      ${editing?.code === null ? formOf(options) : newButton(options)}
      ${ended.length === 0 ? nothing : endedList(options, ended)} ${ending && !isOver ? askEnd(options, ending) : nothing}
    </section>
  `;
}

function newButton({ words, desk }: CodesSectionOptions): TemplateResult | typeof nothing {
  if (desk.isOver) return nothing;
  const open = () => {
    desk.edit({ code: null });
    focusField('code-code');
  };
  return html`<button type="button" class="secondary" @click=${open}>${words.make}</button>`;
}

function formOf(options: CodesSectionOptions): TemplateResult {
  return codeForm({ ...options, onClosed: () => focusElement(TITLE_ID) });
}

function card(options: CodesSectionOptions, code: PromoCode): TemplateResult {
  const { words, desk } = options;
  const button = (text: string, onClick: () => void) =>
    cardButton(text, { of: code.code, isBusy: desk.sender.isBusy, onClick });
  const edit = () => {
    desk.edit({ code });
    focusField('code-code');
  };
  return html`
    <article class="holder">
      <h3>${code.code} ${desk.isPast(code) ? html`<span class="tag" data-over>${words.over}</span>` : nothing}</h3>
      <dl>${facts(options, code).map(([name, fact]) => html`<div><dt>${name}</dt><dd>${fact}</dd></div>`)}</dl>
      ${
        desk.isOver
          ? nothing
          : html`<div class="card-actions">${button(words.edit, edit)} ${button(words.end, () => desk.askEnd(code))}</div>`
      }
    </article>
  `;
}

function facts(options: CodesSectionOptions, code: PromoCode): [string, string][] {
  const { words, formats, desk, venue } = options;
  const { priceTiers = [], ticketTypes = [] } = desk.show ?? {};
  const namesOf = (known: readonly { id: string; name: string }[], chosen: readonly { id: string }[]) =>
    known.filter(({ id }) => chosen.some((one) => one.id === id)).map(({ name }) => name);
  const only = [...namesOf(priceTiers, code.tiers), ...namesOf(ticketTypes, code.ticketTypes)].join(', ');
  const used = (count: number, max: number | null | undefined) =>
    max == null ? formats.count(count) : words.usedOf(formats.count(count), formats.count(max));
  const moment = (at: string) => formats.moment(at, venue.timezone);
  const valid = [
    code.validFrom ? words.from(moment(code.validFrom)) : '',
    code.validUntil ? words.until(moment(code.validUntil)) : '',
  ].filter((part) => part !== '');
  return [
    [words.what, discountText(options, code)],
    ...(code.allotment ? [[words.opensShort, code.allotment.name] as [string, string]] : []),
    ...(only === '' ? [] : [[words.only, only] as [string, string]]),
    [words.bookings, used(code.uses, code.maxUses)],
    [words.tickets, used(code.ticketsUsed, code.maxTickets)],
    ...(valid.length === 0 ? [] : [[words.valid, valid.join(' ')] as [string, string]]),
  ];
}

function discountText({ words, formats }: CodesSectionOptions, { discount }: PromoCode): string {
  if (discount?.amount) return words.amountOff(formats.money(discount.amount));
  if (discount?.price) return words.fixedPrice(formats.money(discount.price));
  return discount?.percent ? words.percentOff(formats.percent(discount.percent)) : words.noDiscount;
}

function askEnd({ words, desk }: CodesSectionOptions, code: PromoCode): TemplateResult {
  return confirmDialog({
    title: words.askEnd(code.code),
    body: words.askEndBody,
    yes: words.yesEnd,
    no: words.keep,
    onAnswer: (isYes) => {
      desk.askEnd(null);
      if (isYes) void desk.end(code).then(() => focusElement(TITLE_ID));
    },
  });
}

function endedList({ words, formats }: CodesSectionOptions, ended: readonly PromoCode[]): TemplateResult {
  return overList(
    words.endedBefore(ended.length),
    ended.map(({ code, uses }) => ({ name: code, fact: `${words.bookings}: ${formats.count(uses)}` })),
  );
}
