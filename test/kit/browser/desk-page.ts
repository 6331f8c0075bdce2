import type { Page } from 'playwright-core';

/** Selects a row of the first zone by the list of seats on the organiser's page. */
export async function selectRow(page: Page, row: string): Promise<void> {
  const list = page.locator('#seat-list');
  for (const name of [/^Seats as a list/, /^Zone 1/]) {
    const button = list.getByRole('button', { name }).first();
    if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
  }
  await list.getByRole('button', { name: `Select Row ${row}`, exact: true }).click();
}
