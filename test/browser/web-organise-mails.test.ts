import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../kit/basics/eventually.ts';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats } from '../kit/callers/buyer.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

const REASON = '550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown in local recipient table';

describeWithChromium('mails that were not delivered, on the organiser’s page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  /** A show with a mail that was given up, and one that waits for its next try. */
  async function showWithMails(): Promise<string> {
    const showId = await organiseShow(site.app, { title: 'Mails', rows: 1, seats: 4 });
    const buyer = await site.app.guest();
    const { database } = site.app;
    for (const [seatId, change] of [
      ['Z1-1-1', `status = 'FAILED', given_up_at = now(), attempts = 3`],
      ['Z1-1-2', `status = 'QUEUED', next_attempt_at = now() + interval '1 hour', attempts = 2`],
    ] as const) {
      const { id } = await bookSeats(buyer, showId, [seatId]);
      await eventually(async () => {
        const rows = await database.query(
          `UPDATE notifications SET ${change}, sent_at = NULL, last_error = $2 WHERE booking_id = $1 AND status = 'SENT' RETURNING id`,
          [id, REASON],
        );
        expect(rows).toHaveLength(1);
      });
    }
    return showId;
  }

  async function openDesk(showId: string, options?: BrowserContextOptions) {
    const opened = await site.openPage(`/organise/shows/${showId}#token=${site.app.organiserToken}`, options);
    await opened.page.locator('#mails').waitFor();
    return opened;
  }

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('say why, and are sent again by the keyboard (%s)', async (_name, options) => {
    await using desk = await openDesk(await showWithMails(), options);
    const { page } = desk;
    const cards = page.locator('#mails .holder');
    await expect.poll(() => cards.count()).toBe(2);
    await expect.poll(() => cards.filter({ hasText: 'Next try' }).getByRole('button').count()).toBe(0);
    const failed = cards.filter({ hasText: 'Given up' });
    await expect.poll(() => failed.innerText()).toContain('Recipient address rejected');
    expect(await accessibilityOf(page)).toEqual([]);
    await failed.getByRole('button', { name: 'Send again to ada@example.org' }).press('Enter');
    await page.locator('#mails .done', { hasText: 'It is being sent to ada@example.org again.' }).waitFor();
    await page.locator('#mails-title:focus').waitFor();
    await failed.waitFor({ state: 'detached' });
    await expect.poll(() => page.getByRole('status').textContent()).toContain('ada@example.org');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Nicht zugestellte Mails' }).waitFor();
    await cards.getByText('Nächster Versuch').waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('say so when another organiser was quicker', async () => {
    const showId = await showWithMails();
    await using desk = await openDesk(showId);
    const { page } = desk;
    const failed = page.locator('#mails .holder', { hasText: 'Given up' });
    await failed.waitFor();
    await site.app.database.query(`UPDATE notifications SET status = 'SENT' WHERE show_id = $1 AND status = 'FAILED'`, [
      showId,
    ]);
    await failed.getByRole('button').click();
    await page.getByRole('alert').getByText('The notification has been sent.').waitFor();
    await failed.waitFor({ state: 'detached' });
    expect(desk.complaints).toEqual([]);
  });

  it('are not mentioned while there are none', async () => {
    const showId = await organiseShow(site.app, { title: 'All is well', rows: 1, seats: 4 });
    await using desk = await site.openPage(`/organise/shows/${showId}#token=${site.app.organiserToken}`);
    await desk.page.locator('.live').waitFor();
    expect(await desk.page.locator('#mails').count()).toBe(0);
  });
});
