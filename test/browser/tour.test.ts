import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium, launchChromium } from '../kit/browser/chromium.ts';
import { untilPlayable } from '../kit/browser/graphiql-page.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

/** GraphiQL's editors, as far as they are asked. */
interface Monaco {
  editor: { getModels(): { uri: { path: string }; getValue(): string }[] };
}

describeWithChromium("the README's tour in GraphiQL", () => {
  let app: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startTestApp(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.[Symbol.asyncDispose]();
  });

  async function openWindow(): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 1200 } });
    const page = await context.newPage();
    await page.goto(`${app.url}/graphql`);
    await untilPlayable(page);
    return page;
  }

  /**
   * Chooses the tab and presses play, as a person would. Where the tab has several operations the button asks which, as soon
   * as GraphiQL has read them: it lets a moment pass, in which nobody but a test is fast enough to press.
   */
  async function play(page: Page, tab: string, { asksWhich = false } = {}): Promise<void> {
    await page.locator(`.graphiql-tab-button[title="${tab}"]`).click();
    await page.locator('.graphiql-tab-active', { hasText: tab }).waitFor();
    await page.locator('.graphiql-query-editor .view-lines').getByText(tab).first().waitFor();
    await page.locator(`.graphiql-execute-button${asksWhich ? '[aria-haspopup="menu"]' : ''}`).click();
  }

  /**
   * Resolves once the answer has this text: in the editor's own text, as the page has only the lines that are in sight, of an answer that may
   * be a whole map.
   */
  async function shows(page: Page, text: string): Promise<void> {
    await page.waitForFunction((wanted) => {
      const { editor } = (globalThis as unknown as { monaco: Monaco }).monaco;
      return editor
        .getModels()
        .some((model) => model.uri.path.endsWith('response.json') && model.getValue().includes(wanted));
    }, text);
  }

  it('takes seats from AVAILABLE to BOOKED and back, while another window watches', async () => {
    const watcher = await openWindow();
    await play(watcher, 'WatchSeatMap');
    await shows(watcher, 'SeatMapSnapshot');

    const buyer = await openWindow();
    await play(buyer, 'LockSeats');
    await shows(buyer, 'LockSeatsSuccess');
    await shows(watcher, 'LOCKED');

    const other = await openWindow();
    await play(other, 'LockSeats');
    await shows(other, 'Seat already locked by another user');

    await play(buyer, 'CreateBooking');
    await shows(buyer, 'PENDING_PAYMENT');
    await play(buyer, 'PayBooking');
    await shows(buyer, 'CONFIRMED');
    await shows(watcher, 'BOOKED');

    await play(buyer, 'CancelBooking', { asksWhich: true });
    await buyer.getByRole('menuitem', { name: 'CancelBooking' }).click();
    await shows(buyer, 'CANCELLED');
    await shows(watcher, 'AVAILABLE');
    await expect.poll(() => watcher.locator('.graphiql-tab-active').innerText()).toContain('WatchSeatMap');
  });
});
