import { html, nothing, type TemplateResult } from 'lit-html';
import type { OrganiserTexts } from '../organiser-texts.ts';

export interface SignInOptions {
  words: OrganiserTexts;
  /** Why the last token was not taken; null: there was none. */
  problem: 'notOrganiser' | 'tokenRefused' | null;
  onToken(token: string): void;
}

/** Asks for an organiser's token. */
export function signIn({ words, problem, onToken }: SignInOptions): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = String(new FormData(event.target as HTMLFormElement).get('token') ?? '');
    // As it stands in the start's output, header and all.
    const token = given.replace(/^\s*(?:authorization:)?\s*(?:bearer\s+)?/i, '').trim();
    if (token !== '') onToken(token);
  };
  return html`
    <main class="message sign-in" id="main">
      <h1>${words.signInTitle}</h1>
      <p class="muted">${words.signInBody} <code>npm run token -- --role organiser</code></p>
      <form @submit=${submit}>
        <div class="field">
          <label for="token">${words.token}</label>
          <input
            id="token"
            name="token"
            type="password"
            autocomplete="off"
            spellcheck="false"
            required
            aria-describedby="token-hint"
            aria-invalid=${problem !== null}
          />
          <p class="hint" id="token-hint">${words.tokenHint}</p>
        </div>
        ${problem ? html`<p class="problem" role="alert">${words[problem]}</p>` : nothing}
        <button class="primary">${words.signIn}</button>
      </form>
    </main>
  `;
}
