import type { Page } from 'playwright-core';

/** Resolves once the play button plays: it is there before the editor of the answers, and until then it does nothing. */
export async function untilPlayable(page: Page): Promise<void> {
  await page.locator('.graphiql-execute-button').waitFor();
  await page.locator('.graphiql-response .view-lines').waitFor({ state: 'attached' });
}
