import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ViewContext } from '../../views/view-context.ts';
import type { OrganiserMails } from '../organiser-mails.ts';
import type { UndeliveredMail } from '../organiser-office.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';
import { refusalText } from './refusal-text.ts';

export interface UndeliveredMailsOptions extends ViewContext {
  words: OrganiserTexts;
  mails: OrganiserMails;
  timezone: string;
}

/** The mails that customers did not get, and why; nothing while there are none. */
export function undeliveredMails(options: UndeliveredMailsOptions): TemplateResult | typeof nothing {
  const { words, formats, mails } = options;
  const { list, sentAgainTo } = mails;
  if (list.length === 0 && sentAgainTo === null && !mails.refusal) return nothing;
  return html`
    <section class="panel mails" id="mails" aria-labelledby="mails-title">
      <h2 id="mails-title" tabindex="-1">${words.mails}</h2>
      ${sentAgainTo === null ? nothing : html`<p class="done">${words.sentAgain(sentAgainTo)}</p>`}
      ${mails.refusal ? html`<p class="problem" role="alert">${refusalText(words, mails.refusal)}</p>` : nothing}
      ${mails.isUnreachable ? html`<p class="problem" role="alert">${words.unreachable}</p>` : nothing}
      <div class="holders">
        ${repeat(
          list,
          ({ id }) => id,
          (mail) => mailCard(options, mail),
        )}
      </div>
      ${
        mails.canShowMore
          ? html`<button type="button" class="quiet" @click=${() => mails.showMore()}>${words.moreMails}</button>`
          : nothing
      }
      ${mails.areTooMany ? html`<p class="muted">${words.newestMails(formats.count(list.length))}</p>` : nothing}
    </section>
  `;
}

function mailCard({ words, formats, mails, timezone }: UndeliveredMailsOptions, mail: UndeliveredMail): TemplateResult {
  const { notificationStatus, recipient, lastError, booking, givenUpAt, nextAttemptAt } = mail;
  const kind = mail.channel === 'SMS' ? words.textMessage : (words.mailKinds[mail.kind] ?? mail.kind);
  const isGivenUp = notificationStatus === 'FAILED';
  const at = isGivenUp ? givenUpAt : nextAttemptAt;
  const sendAgain = async () => {
    await mails.sendAgain(mail);
    // The button may be gone: the keyboard goes on from the section's beginning.
    document.getElementById('mails-title')?.focus();
  };
  return html`
    <article class="holder">
      <h3>${recipient} <span class="tag">${kind}</span></h3>
      <p>${lastError ?? words.noAnswer}</p>
      <dl>
        <div><dt>${words.booking}</dt><dd><b>${booking?.reference ?? ''}</b></dd></div>
        ${
          at
            ? html`<div><dt>${isGivenUp ? words.givenUp : words.nextTry}</dt><dd>${formats.moment(at, timezone)}</dd></div>`
            : nothing
        }
      </dl>
      ${
        isGivenUp
          ? html`<button
              type="button"
              class="secondary"
              aria-label=${words.sendAgainTo(recipient)}
              aria-disabled=${mails.isBusy}
              @click=${sendAgain}
            >
              ${words.sendAgain}
            </button>`
          : nothing
      }
    </article>
  `;
}
