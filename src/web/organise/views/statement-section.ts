import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { Money } from '../../api/box-office-types.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { Days, ShownStatement, StatementDesk } from '../statement-desk.ts';
import type { StatementTexts } from '../statement-texts.ts';
import { fileButtons } from './file-buttons.ts';

export interface StatementSectionOptions extends ViewContext {
  words: StatementTexts;
  /** BCP 47: of the page. */
  locale: string;
  desk: StatementDesk;
  city: string;
}

const TITLE_ID = 'statement-title';
const PROBLEM_ID = 'statement-problem';

/** A form for the days, the statement of those that were asked for last, and files of it. */
export function statementSection(options: StatementSectionOptions): TemplateResult {
  const { words, desk, locale } = options;
  return html`
    <section class="panel card-panel statement" id="statement" aria-labelledby=${TITLE_ID}>
      <h2 id=${TITLE_ID} tabindex="-1">${words.title}</h2>
      <p class="muted">${words.body}</p>
      ${daysForm(options)}
      ${
        desk.shown
          ? html`<h3>${words.of(periodText(words, locale, desk.shown.days))}</h3>
              ${figures(options, desk.shown.statement)} ${tables(options, desk.shown.statement)}`
          : nothing
      }
      ${files(options)}
    </section>
  `;
}

/** "from 1 March 2027 to 31 March 2027", in the page's language. */
export function periodText(words: StatementTexts, locale: string, { first, last }: Days): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const text = (day: string) => format.format(new Date(`${day}T00:00:00Z`));
  if (first === '') return last === '' ? words.always : words.until(text(last));
  return last === '' ? words.since(text(first)) : words.between(text(first), text(last));
}

function daysForm({ words, desk, city }: StatementSectionOptions): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void desk.ask();
  };
  const isWrong = desk.problem === 'wrongOrder';
  const field = (name: keyof Days, label: string) => html`
    <div class="field">
      <label for=${`statement-${name}`}>${label}</label>
      <input
        id=${`statement-${name}`}
        type="date"
        min="1970-01-01"
        max="9999-12-30"
        .value=${live(desk.days[name])}
        @change=${(event: Event) => desk.choose({ [name]: (event.target as HTMLInputElement).value })}
        aria-invalid=${isWrong && name === 'last'}
        aria-describedby=${desk.problem ? PROBLEM_ID : nothing}
      />
    </div>
  `;
  return html`
    <form novalidate aria-labelledby=${TITLE_ID} @submit=${submit}>
      <div class="days">${field('first', words.from(city))} ${field('last', words.to)}</div>
      ${desk.problem ? html`<p class="problem" id=${PROBLEM_ID} role="alert">${words[desk.problem]}</p>` : nothing}
      <div class="form-actions">
        <button class="primary" aria-disabled=${desk.isBusy}>${words.show}</button>
      </div>
    </form>
  `;
}

function figures({ words, formats }: StatementSectionOptions, statement: ShownStatement): TemplateResult {
  const { sold, refunded, balance, feeTotal, tax, surplus, lostDisputes, ticketsSold, ticketsCancelled } = statement;
  const figure = (name: string, value: string | number) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`
    <dl class="figures">
      ${figure(words.sold, formats.money(sold))} ${figure(words.refunded, formats.money(refunded))}
      <div class="balance"><dt>${words.balance}</dt><dd><b>${formats.money(balance)}</b></dd></div>
      ${figure(words.fees, formats.money(feeTotal))} ${figure(words.tax, formats.money(tax))}
      ${surplus.amount === 0 ? nothing : figure(words.surplus, formats.money(surplus))}
      ${lostDisputes.amount === 0 ? nothing : figure(words.lostDisputes, formats.money(lostDisputes))}
      ${figure(words.tickets, ticketsSold)} ${figure(words.cancelled, ticketsCancelled)}
    </dl>
  `;
}

function tables(options: StatementSectionOptions, statement: ShownStatement): TemplateResult {
  const { words, formats } = options;
  const { tickets, fees, taxes, methods } = statement;
  if (methods.length === 0 && tickets.length === 0) return html`<p class="muted">${words.nothing}</p>`;
  const percent = (rate: number) => formats.percent(rate);
  const money = [words.amount, words.refunded, words.balance];
  return html`
    ${table(options, words.byTicket, {
      heads: [words.ticket, words.method, words.count, words.void, ...money],
      rows: tickets.map(({ tier, ticketType, method, ticketsSold, ticketsCancelled, sold, refunded, balance }) => {
        const name = [tier?.name, ticketType?.name].filter((one) => one != null).join(', ');
        return [name, words.methods[method], ticketsSold, ticketsCancelled, sold, refunded, balance];
      }),
    })}
    ${table(options, words.byFee, {
      heads: [words.fee, words.rate, ...money],
      rows: fees.map(({ name, taxRate, sold, refunded, balance }) => [name, percent(taxRate), sold, refunded, balance]),
    })}
    ${table(options, words.byTax, {
      heads: [words.rate, words.balance, words.tax],
      rows: taxes.map(({ taxRate, balance, tax }) => [percent(taxRate), balance, tax]),
    })}
    ${table(options, words.byMethod, {
      heads: [words.method, words.received, words.paidBack, words.balance],
      rows: methods.map(({ method, received, paidBack, balance }) => [
        words.methods[method],
        received,
        paidBack,
        balance,
      ]),
    })}
  `;
}

interface Table {
  heads: readonly string[];
  /** The first cell is the row's head. */
  rows: readonly (readonly (string | number | Money)[])[];
}

/** On a narrow page it is moved sideways, with the keyboard as well. */
function table({ formats }: StatementSectionOptions, caption: string, { heads, rows }: Table) {
  if (rows.length === 0) return nothing;
  const text = (cell: string | number | Money) => (typeof cell === 'object' ? formats.money(cell) : cell);
  return html`
    <div class="statement-table wide-table" role="region" aria-label=${caption} tabindex="0">
      <table>
        <caption>${caption}</caption>
        <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>
          ${rows.map(
            ([name, ...cells]) =>
              html`<tr><th scope="row">${text(name!)}</th>${cells.map((cell) => html`<td>${text(cell)}</td>`)}</tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

function files({ words, desk }: StatementSectionOptions): TemplateResult {
  return fileButtons({
    id: 'statement-files',
    words,
    files: desk.files,
    buttons: [
      { text: words.saveStatement, onClick: () => desk.save('statement') },
      { text: words.saveLedger, onClick: () => desk.save('ledger') },
    ],
  });
}
