import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { joinGatheringRoom, joinRoom, setSalesStart } from '../kit/shows/gathering-room.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

const DARK_PHONE = { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const };

describeWithChromium('the waiting room in the hands of its organiser, and its draw in everyone’s', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const shot = (page: Page, name: string) =>
    process.env.SCREENSHOTS
      ? page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png`, fullPage: true })
      : null;
  const number = (page: Page, name: RegExp, fact: string) =>
    page.locator('#waiting-room .numbers div', { hasText: name }).filter({ hasText: fact }).waitFor();

  it('is set up, watched, turned up while buyers wait, and turned off', async () => {
    const showId = await organiseShow(site.app, { title: 'Rushed' });
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    const room = page.locator('#waiting-room');
    await room.getByRole('button', { name: 'Set up a waiting room' }).press('Enter');
    await page.locator('#f-room-opensAt:focus').waitFor();
    await room.getByLabel('Buyers at a time').fill('0');
    await room.getByLabel('Admissions a minute, at most').fill('many');
    await room.getByRole('button', { name: 'Set up', exact: true }).press('Enter');
    // What is no number the page finds by itself, what is out of bounds the server.
    await page.locator('#f-room-perMinute[aria-invalid=true]:focus').waitFor();
    await room.getByLabel('Admissions a minute, at most').fill('60000');
    await room.getByRole('button', { name: 'Set up', exact: true }).press('Enter');
    await page.locator('#f-room-maxActive[aria-invalid=true]:focus').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shot(page, 'organise-form-desktop');
    await room.getByLabel('Buyers at a time').fill('1');
    await room.getByRole('button', { name: 'Set up', exact: true }).press('Enter');
    await page.locator('#announcer', { hasText: 'The waiting room is set up.' }).waitFor({ state: 'attached' });
    await page.locator('#waiting-room-title:focus').waitFor();

    const { token } = await site.app.guest();
    await joinRoom(site.app.client(token), showId);
    await number(page, /Choosing or paying now/, '1 of 1');
    await using shop = await site.openShop(`/shows/${showId}`);
    await shop.page.getByRole('button', { name: 'Join the waiting room' }).click();
    await shop.page.locator('[data-room=waiting]').waitFor();
    await number(page, /^\s*Waiting/, '1');
    await room.locator('[data-room-status=QUEUEING]').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shot(page, 'organise-desktop');

    await room.getByRole('button', { name: 'Change settings' }).press('Enter');
    await page.locator('#f-room-maxActive:focus').fill('2');
    await room.getByRole('button', { name: 'Save' }).press('Enter');
    await page.locator('#waiting-room .done', { hasText: 'The settings hold from now on.' }).waitFor();
    await shop.page.locator('[data-room=admitted]').waitFor();
    await number(page, /Admitted in all/, '2');

    await room.getByRole('button', { name: 'Turn off' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Turn the waiting room off?' });
    await dialog.getByRole('button', { name: 'Turn off' }).press('Enter');
    await room.locator('[data-room-status=ENDED]').waitFor();
    await shop.page.locator('.turn').waitFor({ state: 'detached' });
    await room.getByRole('button', { name: 'Turn on' }).waitFor();
    expect([...desk.complaints, ...shop.complaints]).toEqual([]);
  });

  it('has a draw that anyone can check, in German, on a phone, in the dark', async () => {
    const showId = await organiseShow(site.app, { title: 'Ausgelost' });
    const { token } = await site.app.guest();
    const entryId = await joinGatheringRoom(site.app.organiser, site.app.client(token), showId);
    await using early = await site.openPage(`/shows/${showId}/draw`);
    await early.page.getByText('There is no draw here').waitFor();
    await using desk = await site.openDesk(showId, DARK_PHONE);
    await desk.page.locator('#waiting-room [data-room-status=GATHERING]').waitFor();
    expect(await accessibilityOf(desk.page)).toEqual([]);
    await shot(desk.page, 'organise-phone');
    await setSalesStart(site.app.organiser, showId, -1);
    await desk.page.getByRole('link', { name: 'Die Auslosung nachrechnen' }).waitFor();

    await using check = await site.openPage(`/shows/${showId}/draw#${entryId}`, DARK_PHONE);
    const { page } = check;
    await page.locator('.own-place[data-place="1"]', { hasText: 'Nummer 1 von 1' }).waitFor();
    await expect.poll(() => page.locator('.verdict [data-good=true]').count()).toBe(3);
    expect(await accessibilityOf(page)).toEqual([]);
    await shot(page, 'check-phone');
    await page.getByLabel('Ihr Eintrag').fill('waitingentry_other');
    await page.getByRole('button', { name: 'Meine Nummer nachsehen' }).press('Enter');
    await page.locator('.own-place[data-place=none]').waitFor();
    expect([...check.complaints, ...desk.complaints]).toEqual([]);
  });
});
