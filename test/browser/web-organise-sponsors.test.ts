import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { CreateAllotment } from '../kit/callers/allotments.graphql.ts';
import { CancelShow, LockSeats } from '../kit/callers/operations.graphql.ts';
import { createStandingShow } from '../kit/shows/area-page-show.ts';
import { createAllotmentOver } from '../kit/shows/show-allotment.ts';
import { createCodeOver } from '../kit/shows/show-code.ts';

/** Folder for pictures of the pages, to be looked at; without it, none are taken. */
const PICTURES = process.env.PICTURES;

describeWithChromium('an allotment with places, and its code, on the organiser’s page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it('leave the table of areas in its panel where its words are long: German, on a phone', async () => {
    const showId = await createStandingShow(site.app.organiser);
    const areas = [{ areaId: 'pit', quantity: 4 }];
    const input = { showId, name: 'Sponsoren', color: '#b5179e', access: 'CODE' as const, areas };
    await createAllotmentOver(site.app.organiser, input);
    await using desk = await site.openDesk(showId, { ...PHONE, locale: 'de-DE' });
    const { page } = desk;
    const table = page.locator('.areas-table');
    await table.getByRole('columnheader', { name: 'Zurückgelegt' }).waitFor();
    const right = async (selector: string) => {
      const box = (await page.locator(selector).boundingBox())!;
      return box.x + box.width;
    };
    const edge = await right('.areas-panel');
    expect(edge).toBeLessThanOrEqual(390);
    expect(await right('.areas-table')).toBeLessThanOrEqual(edge);
    // What has no room is reached by keyboard.
    await table.focus();
    await page.keyboard.press('End');
    for (let count = 0; count < 8; count += 1) await page.keyboard.press('ArrowRight');
    await expect.poll(() => right('.areas-table [data-area=pit] td:last-child')).toBeLessThanOrEqual(edge);
    if (PICTURES) await page.locator('.areas-panel').screenshot({ path: `${PICTURES}/areas-german.png` });
    expect(await accessibilityOf(page)).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });

  it('say at their fields, in German, what is wrong: nothing that would be set aside, and what only the server finds', async () => {
    const showId = await createStandingShow(site.app.organiser);
    await using desk = await site.openDesk(showId, { ...PHONE, locale: 'de-DE' });
    const { page } = desk;
    const panel = page.locator('#allotments');
    await panel.getByRole('button', { name: 'Plätze zurücklegen' }).click();
    const [name, first] = [panel.getByLabel('Name'), panel.locator('#allotment-places-0')];
    await name.fill('Presse');
    await name.press('Enter');
    await panel.getByText('Bitte geben Sie an, wie viele Plätze eines Bereichs').waitFor();
    await page.locator('#allotment-places-0:focus[aria-invalid=true]').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    if (PICTURES) await panel.screenshot({ path: `${PICTURES}/allotment-empty-german.png` });
    await first.fill('2');
    await name.fill('Presse \u202e');
    await name.press('Enter');
    await panel.getByText('Das ist nicht so geschrieben, wie es sein muss.').waitFor();
    await page.locator('#allotment-name:focus[aria-invalid=true]').waitFor();
    expect(await panel.getByText('Das hat nicht geklappt').count()).toBe(0);
    expect(await accessibilityOf(page)).toEqual([]);
    await name.fill('Presse');
    await name.press('Enter');
    await panel.getByText('Presse ist zurückgelegt.').waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('offer nothing of a show that is cancelled', async () => {
    const showId = await createStandingShow(site.app.organiser);
    const areas = [{ areaId: 'pit', quantity: 4 }];
    await createAllotmentOver(site.app.organiser, {
      showId,
      name: 'Sponsors',
      color: '#b5179e',
      access: 'CODE',
      areas,
    });
    await createCodeOver(site.app.organiser, { showId, code: 'SPONSOR', discount: { percent: 10 } });
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    const [codes, allotments] = [page.locator('#codes'), page.locator('#allotments')];
    await codes.getByRole('button', { name: 'Change: SPONSOR' }).waitFor();
    await codes.getByRole('button', { name: 'Make a code' }).waitFor();
    await allotments.getByRole('button', { name: 'Set places aside' }).click();
    await allotments.getByLabel('Name').waitFor();
    await site.app.organiser.data(CancelShow, { input: { showId } });
    await page.locator('#show-controls [data-status=CANCELLED]').waitFor();
    await allotments.getByText('Released (1)').waitFor();
    expect(await page.locator(':is(#codes, #allotments) :is(button, form)').count()).toBe(0);
    await codes.getByRole('heading', { name: 'SPONSOR' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(desk.complaints).toEqual([]);
    // Nor does the API, which says so as it says all refusals.
    const input = { showId, name: 'Press', access: 'STAFF' as const, areas };
    const { createAllotment } = await site.app.organiser.data(CreateAllotment, { input });
    expect(createAllotment).toMatchObject({ __typename: 'IllegalStateError', code: 'ILLEGAL_STATE' });
  });

  it.each([
    ['desktop', DESKTOP],
    ['phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('are made without a seat and without a discount, and changed (%s)', async (name, options) => {
    const showId = await createStandingShow(site.app.organiser);
    await using desk = await site.openDesk(showId, options);
    const { page } = desk;
    const panel = page.locator('#allotments');
    await panel.getByRole('button', { name: 'Set places aside' }).click();
    await panel.getByLabel('Name').fill('Sponsors');
    await panel.getByLabel('Standing, front').fill('many');
    await panel.getByLabel('Whoever has a code').check();
    await panel.getByRole('button', { name: 'Set them aside' }).click();
    await panel.getByText('Please enter a whole number up to 412, or nothing.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await panel.getByLabel('Standing, front').fill('');
    await panel.getByLabel('Pit').fill('9');
    await panel.getByRole('button', { name: 'Set them aside' }).click();
    await panel.getByText('Please enter a whole number up to 5, or nothing.').waitFor();
    await panel.getByLabel('Pit').fill('4');
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/organise-allotment-${name}.png`, fullPage: true });
    await panel.getByRole('button', { name: 'Set them aside' }).click();
    await panel.getByText('Sponsors is set aside.').waitFor();
    const card = panel.locator('.holder', { hasText: 'Sponsors' });
    await expect.poll(() => card.innerText()).toMatch(/Pit\s+4 places/);
    const counts = page.locator('.areas-panel [data-area=pit] td');
    await expect.poll(() => counts.allInnerTexts()).toEqual(['0', '0', '4', '1']);

    // The board has each place once: 48 seats and 417 places, four of them for nobody now.
    const figure = async (what: string) => Number(await page.locator(`[data-figure=${what}]`).innerText());
    await expect.poll(() => figure('blocked')).toBe(4);
    expect((await figure('free')) + (await figure('blocked'))).toBe(48 + 417);

    const codes = page.locator('#codes');
    await codes.getByRole('button', { name: 'Make a code' }).click();
    await codes.getByLabel('Code', { exact: true }).fill('SPONSOR');
    await codes.getByLabel('What it does').selectOption('No discount: it only opens an allotment');
    await codes.getByRole('button', { name: 'Make the code' }).click();
    await codes.getByText('Please fill this in.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await codes.getByLabel('Opens the allotment').selectOption('Sponsors');
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/organise-code-${name}.png`, fullPage: true });
    await codes.getByRole('button', { name: 'Make the code' }).click();
    await codes.getByText('SPONSOR can be used.').waitFor();
    const code = codes.locator('.holder', { hasText: 'SPONSOR' });
    expect((await code.innerText()).replaceAll(/\s+/g, ' ')).toContain('Opens Sponsors');

    const buyer = await site.app.guest();
    const input = { showId, areas: [{ areaId: 'pit', quantity: 3 }], code: 'sponsor' };
    const { lockSeats } = await buyer.data(LockSeats, { input });
    expect(lockSeats.__typename).toBe('LockSeatsSuccess');
    await expect.poll(() => card.innerText()).toMatch(/Pit\s+4 places, 3 of them taken/);

    await card.getByRole('button', { name: 'Change: Sponsors' }).click();
    expect(await panel.getByLabel('Pit').inputValue()).toBe('4');
    await panel.getByLabel('Pit').fill('5');
    await panel.getByLabel('Standing, front').fill('40');
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByText('Sponsors is changed.').waitFor();
    await expect.poll(() => card.innerText()).toMatch(/Standing, front\s+40 places\s+Pit\s+5 places, 3 of them taken/);
    expect(await accessibilityOf(page)).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });
});
