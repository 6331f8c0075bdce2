import { html, nothing, type TemplateResult } from 'lit-html';
import type { ListedRefundFragment } from '../../../generated/web/operations.ts';
import { isPaidAtDoor } from '../../../shared/money/door-providers.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { FormTexts } from '../form-texts.ts';
import { MAX_REASON } from '../forms/typed-refund.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';
import type { RefundTexts } from '../refund-texts.ts';
import type { RefundableBooking, RefundsDesk } from '../refunds-desk.ts';
import { cardButton, cardList } from './card-panel.ts';
import { type FormContext, focusElement, focusFirstProblem, textField } from './form-field.ts';
import { formNotice } from './form-notice.ts';

export interface RefundsSectionOptions extends ViewContext {
  words: RefundTexts;
  organiserWords: OrganiserTexts;
  forms: FormTexts;
  /** BCP 47: of the page. */
  locale: string;
  desk: RefundsDesk;
  timezone: string;
}

export const SECTION_ID = 'refunds';
export const TITLE_ID = 'refunds-title';
/** The field's name. */
export const AMOUNT = 'refund-amount';

/** Refunds of the show: those that failed first, and a form for the booking whose seats are selected. */
export function refundsSection(options: RefundsSectionOptions): TemplateResult | typeof nothing {
  const { words, forms, formats, organiserWords, desk } = options;
  const { refunds, booking, news, sender } = desk;
  if (refunds === null) return nothing;
  return html`
    <section class="panel card-panel refunds" id=${SECTION_ID} aria-labelledby=${TITLE_ID}>
      <h2 id=${TITLE_ID} tabindex="-1">${words.title}</h2>
      ${news ? html`<p class="done">${words.news[news.kind](formats.money(news.amount))}</p>` : nothing}
      ${formNotice({ forms, words: organiserWords, sender, done: null })}
      ${booking ? refundForm(options, booking) : html`<p class="muted">${desk.emptied === null ? words.none : words.nothingLeft(desk.emptied)}</p>`}
      ${refunds.length === 0 ? nothing : cardList(refunds, { none: '', cardOf: (one) => card(options, one) })}
      ${
        desk.canShowMore
          ? html`<button type="button" class="quiet" @click=${() => desk.showMore()}>${words.more}</button>`
          : nothing
      }
      ${desk.areTooMany ? html`<p class="muted">${words.newest(formats.count(refunds.length))}</p>` : nothing}
    </section>
  `;
}

function refundForm(options: RefundsSectionOptions, booking: RefundableBooking): TemplateResult {
  const { words, organiserWords, forms, formats, locale, desk } = options;
  const { reference, customer, balance, refunded } = booking;
  const context: FormContext = { forms, locale, exponent: balance.exponent, problems: desk.sender.problems };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (await desk.refund(booking)) focusElement(TITLE_ID);
    else focusFirstProblem(form);
  };
  return html`
    <form novalidate aria-labelledby="refund-form-title" @submit=${submit}>
      <h3 id="refund-form-title">${words.formTitle(reference)}</h3>
      <dl>
        <div><dt>${words.customer}</dt><dd>${customer.name || organiserWords.noName}</dd></div>
        <div><dt>${words.kept}</dt><dd><b>${formats.money(balance)}</b></dd></div>
        ${
          refunded.amount === 0
            ? nothing
            : html`<div><dt>${words.refunded}</dt><dd>${formats.money(refunded)}</dd></div>`
        }
      </dl>
      ${booking.payments.some(({ provider }) => isPaidAtDoor(provider)) ? html`<p class="hint">${words.partByHand}</p>` : nothing}
      ${textField(context, {
        name: AMOUNT,
        label: words.amount(balance.currency),
        value: desk.amount,
        inputmode: 'decimal',
        onInput: (amount) => desk.type({ amount }),
      })}
      ${textField(context, {
        name: 'refund-reason',
        label: words.reason,
        value: desk.reason,
        maxlength: MAX_REASON,
        hint: words.reasonHint,
        onInput: (reason) => desk.type({ reason }),
      })}
      <div class="form-actions">
        <button class="primary" aria-disabled=${desk.sender.isBusy}>${words.refund}</button>
      </div>
    </form>
  `;
}

function card(options: RefundsSectionOptions, refund: ListedRefundFragment): TemplateResult {
  const { words, formats, timezone, desk } = options;
  const { amount, booking, refundStatus, reason, failureCode, createdAt, payment } = refund;
  const isFailed = refundStatus === 'FAILED';
  const retry = async () => {
    await desk.retry(refund);
    // The button may be gone: the keyboard goes on from the section's beginning.
    focusElement(TITLE_ID);
  };
  return html`
    <article class="holder">
      <h3>${formats.money(amount)} <span class="tag">${words.states[refundStatus]}</span></h3>
      ${isPaidAtDoor(payment.provider) ? html`<p>${words.byHand}</p>` : nothing}
      ${isFailed && failureCode ? html`<p>${words.failures[failureCode] ?? words.failedFor(failureCode)}</p>` : nothing}
      <dl>
        <div><dt>${words.booking}</dt><dd><b>${booking?.reference ?? ''}</b></dd></div>
        ${booking?.customer.name ? html`<div><dt>${words.customer}</dt><dd>${booking.customer.name}</dd></div>` : nothing}
        <div><dt>${words.at}</dt><dd>${formats.moment(createdAt, timezone)}</dd></div>
        ${reason ? html`<div><dt>${words.why}</dt><dd>${reason}</dd></div>` : nothing}
      </dl>
      ${
        isFailed
          ? html`<div class="card-actions">
              ${cardButton(words.retry, { of: booking?.reference ?? '', isBusy: desk.sender.isBusy, onClick: retry })}
            </div>`
          : nothing
      }
    </article>
  `;
}
