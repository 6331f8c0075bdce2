import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { standingOnlyPlan } from '../kit/shows/area-page-show.ts';
import { importPlan } from '../kit/shows/hall-show.ts';

vi.setConfig({ testTimeout: 120_000 });

const fileOf = (plan: unknown, name = 'plan.json') => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(typeof plan === 'string' ? plan : JSON.stringify(plan)),
});
const next = (page: Page) => page.getByRole('button', { name: /^(Continue|Weiter)$/ }).press('Enter');
const stepIs = (page: Page, step: string) => page.locator('.steps [aria-current=step]', { hasText: step }).waitFor();

describeWithChromium('a show that is made in the browser', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ env: { DEMO: 'false' } });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const openNew = async (options?: object) => {
    const opened = await site.openPage(`/organise/new#token=${site.app.organiserToken}`, options);
    await opened.page.locator('#step-title').waitFor();
    return opened;
  };

  it('is created, priced, put on sale, bought, changed and duplicated without the API', async () => {
    await using opened = await site.openPage(`/organise#token=${site.app.organiserToken}`);
    const { page } = opened;
    await page.getByText('You have no shows yet.').waitFor();
    await page.getByRole('link', { name: 'New show' }).click();

    // The hall: there are no plans, so one is uploaded.
    await stepIs(page, 'Hall');
    await page.getByLabel('Seating plan in the pretix format').setInputFiles(fileOf(hallPlan({ rows: 2, seats: 4 })));
    await page.getByText('plan.json: 8 seats').waitFor();
    await page.locator('.drawn-plan [role=application]').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Corner Stage');
    await page.getByLabel('City').fill('Leeds');
    await page.getByLabel('Time zone').selectOption('Europe/London');
    expect(await accessibilityOf(page)).toEqual([]);
    await next(page);

    // Prices, types, taxes and a fee.
    await stepIs(page, 'Prices');
    await page.getByLabel('Currency').selectOption('GBP');
    await page.getByRole('button', { name: 'Sell several ticket types' }).press('Enter');
    await page.locator('#f-type-0-name:focus').fill('Adult');
    await page.getByRole('textbox', { name: 'Ticket type 2' }).fill('Child');
    await page.getByLabel('Stalls, Adult').fill('45');
    await page.getByLabel('Stalls, Child').fill('20.50');
    await page.getByLabel('Stalls, Tax in it, %').fill('20');
    await page.getByLabel('Balcony, Adult').fill('1,029.5');
    await page.getByRole('button', { name: 'Add a fee' }).press('Enter');
    await page.locator('#f-fee-0-name:focus').fill('Booking fee');
    await page.locator('#f-fee-0-value').fill('1.5');
    await page.locator('#f-fee-0-basis').selectOption('PER_BOOKING');
    expect(await accessibilityOf(page)).toEqual([]);
    await next(page);

    // Back and forward, and a reload, keep what was typed.
    await stepIs(page, 'Dates');
    await page.getByLabel('Title').fill('Chamber Night');
    await page.goBack();
    await stepIs(page, 'Prices');
    await expect.poll(() => page.getByLabel('Stalls, Child').inputValue()).toBe('20.50');
    await page.reload();
    await stepIs(page, 'Prices');
    await expect.poll(() => page.getByLabel('Balcony, Adult').inputValue()).toBe('1,029.5');
    await page.locator('.steps').getByRole('link', { name: 'Hall' }).press('Enter');
    await stepIs(page, 'Hall');
    await page
      .locator('#f-plan option:checked', { hasText: 'Corner Stage, Leeds · 8 seats' })
      .waitFor({ state: 'attached' });
    await next(page);
    await stepIs(page, 'Prices');
    await next(page);
    await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('Chamber Night');
    await page.getByLabel('Begins (clocks in Leeds)').fill('2098-07-15T20:30');
    await page.getByLabel('Sales end (clocks in Leeds)').fill('2098-07-15T21:00');
    await page.locator('#f-orphan-rule').selectOption('LENIENT');
    const rules = page.getByRole('group', { name: 'What may buyers do with their tickets?' });
    await rules.getByLabel('Give them back until (clocks in Leeds)').fill('2098-07-14T20:30');
    await rules.getByLabel('Fee for each ticket given back (GBP)').fill('2.5');
    await rules.getByLabel('Fees that were paid with the tickets').selectOption('go back with them');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save as a draft' }).press('Enter');

    // The draft's page, and from there on sale.
    await page.locator('#show-controls [data-status=DRAFT]').waitFor();
    await page.locator('#show-controls-title:focus').waitFor();
    await page.getByRole('heading', { name: 'Chamber Night' }).waitFor();
    await page.locator('#seat-rules summary', { hasText: 'Refused if there are others' }).waitFor();
    const path = new URL(page.url()).pathname.replace('/organise', '');
    await page.getByRole('button', { name: 'Put on sale' }).press('Enter');
    await page.locator('#show-controls [data-status=ON_SALE]').waitFor();

    // A buyer finds it, with its types and its fee.
    await using shop = await site.openShop(path);
    await shop.page.getByText('15 July 2098').waitFor();
    await shop.pick('Zone 1', '1', ['1', '2']);
    await shop.page.getByRole('button', { name: /^Hold/ }).click();
    await shop.reaches('held');
    await shop.page.getByText('Booking fee').waitFor();
    await shop.toPayment();
    await shop.page.getByRole('button', { name: 'Pay £91.50' }).click();
    await shop.reaches('confirmed');
    expect(await shop.page.locator('.ticket').count()).toBe(2);

    // And it is changed: the same forms, filled with what there is.
    await page.getByRole('link', { name: 'Change title, times and prices' }).click();
    await page.getByLabel('Title', { exact: true }).fill('Chamber Night, late');
    // What was said of it step by step stands in its form.
    await expect.poll(() => page.getByLabel('Give them back until').inputValue()).toBe('2098-07-14T20:30');
    await expect.poll(() => page.getByLabel('Fee for each ticket given back (GBP)').inputValue()).toBe('2.50');
    await expect.poll(() => page.locator('#f-keepsFees').inputValue()).toBe('false');
    await page.getByRole('button', { name: 'Save title, times and limits' }).press('Enter');
    await page.locator('#details .done').waitFor();
    await expect.poll(() => page.getByLabel('Balcony, Adult').inputValue()).toBe('1029.50');
    await page.locator('#prices').getByRole('button', { name: 'Pause sales' }).press('Enter');
    await page.getByText('Sales are paused: resume them').waitFor();
    await page.getByLabel('Stalls, Adult').fill('50');
    await page.getByLabel('Stalls, Adult').press('Enter');
    await page.locator('#prices .done', { hasText: 'The prices are saved.' }).waitFor();
    await page.getByRole('link', { name: 'Back to the show' }).click();
    await page.getByRole('button', { name: 'Resume sales' }).press('Enter');
    await page.locator('#show-controls [data-status=ON_SALE]').waitFor();
    await using later = await site.openShop(path);
    await later.page.getByRole('heading', { name: 'Chamber Night, late' }).waitFor();
    await later.page.locator('.tiers b', { hasText: '£50.00' }).waitFor();

    // What was bought has cost what it cost.
    await page.getByText('£91.50').first().waitFor();

    // Once more, at another time.
    await page.locator('.duplicate summary').press('Enter');
    await page.locator('#f-startsAt').fill('2098-07-16T20:30');
    await page.locator('#f-startsAt').press('Enter');
    await page.locator('#show-controls [data-status=DRAFT]').waitFor();
    await page.getByText('16 July 2098').first().waitFor();
    await page.locator('.tiers b', { hasText: '£50.00' }).waitFor();
    expect(opened.complaints).toEqual([]);
  });

  it('lists what is wrong with a plan by the names that it has, and imports nothing', async () => {
    await using opened = await openNew();
    const { page } = opened;
    await page.getByLabel('A new plan').check();
    await next(page);
    await page.getByText('Please choose a plan.').waitFor();
    await page.locator('#f-plan-file:focus').waitFor();
    const input = page.getByLabel('Seating plan in the pretix format');
    await input.setInputFiles(fileOf('no JSON', 'notes.txt'));
    await page.getByText('notes.txt is no JSON file.').waitFor();
    await next(page);
    await page.locator('#f-plan-file:focus').waitFor();
    await page.getByText('notes.txt is no JSON file.').waitFor();
    expect(await page.getByText('Please choose a plan.').count()).toBe(0);
    await input.setInputFiles(fileOf({ name: 'Nothing' }, 'empty.json'));
    await page.getByText('empty.json can’t be drawn.').waitFor();
    const plan = { ...hallPlan({ rows: 1, seats: 3 }), name: 'Broken' };
    plan.zones[0]!.rows[0]!.seats[1]!.category = 'Nowhere';
    await input.setInputFiles(fileOf(plan));
    await page.getByLabel('City').fill('Leeds');
    await next(page);
    const problems = page.locator('#plan-problems');
    await problems.waitFor();
    await expect.poll(() => problems.innerText()).toContain('Zone 1, row 1, seat 2 category:');
    expect(await accessibilityOf(page)).toEqual([]);
    // What the server would say of a file is not announced once it has said it.
    await input.setInputFiles(fileOf({ name: 'Nothing' }, 'empty.json'));
    await page.getByText('empty.json can’t be drawn.').waitFor();
    await next(page);
    await problems.waitFor();
    await page.getByText('empty.json can’t be drawn.').waitFor({ state: 'detached' });
    expect(await site.app.database.query('SELECT FROM seating_plans WHERE name = $1', [plan.name])).toHaveLength(0);
  });

  it('is made of a plan without a seat, and sells places of its area', async () => {
    await using opened = await openNew();
    const { page } = opened;
    await page.getByLabel('A new plan').check();
    const file = fileOf(standingOnlyPlan(), 'club.json');
    await page.getByLabel('Seating plan in the pretix format').setInputFiles(file);
    await page.locator('.drawn-plan [role=application]').waitFor();
    expect(await page.getByText('can’t be drawn').count()).toBe(0);
    await page.getByRole('textbox', { name: 'Name' }).fill('Club');
    await page.getByLabel('City').fill('Leeds');
    await next(page);
    await stepIs(page, 'Prices');
    await page.getByLabel('Standing, Price (EUR)').fill('30');
    await next(page);
    await stepIs(page, 'Dates');
    await page.getByLabel('Title').fill('Rave');
    await page.getByLabel('Begins (clocks in Leeds)').fill('2098-07-15T20:30');
    await page.getByLabel('Sales end (clocks in Leeds)').fill('2020-01-01T10:00');
    await page.getByRole('button', { name: 'Save as a draft' }).press('Enter');
    await page.locator('#f-salesEndAt:focus').waitFor();
    await page.getByText('That is past. Please enter a time to come.').waitFor();
    await page.getByLabel('Sales end (clocks in Leeds)').fill('');
    await page.getByRole('button', { name: 'Save as a draft' }).press('Enter');
    await page.locator('#show-controls [data-status=DRAFT]').waitFor();
    const path = new URL(page.url()).pathname.replace('/organise', '');
    await page.getByRole('button', { name: 'Put on sale' }).press('Enter');
    await page.locator('#show-controls [data-status=ON_SALE]').waitFor();
    await using shop = await site.openShop(path);
    const more = shop.page
      .locator('#order .area-steps')
      .getByRole('button', { name: /^One more/ })
      .first();
    await more.click();
    await more.click();
    await shop.page.getByRole('button', { name: 'Hold 2 places €60.00' }).click();
    await shop.reaches('held');
    expect([...opened.complaints, ...shop.complaints]).toEqual([]);
  });

  it('is made on a plan that is here, in German, on a phone, in the dark', async () => {
    await importPlan(site.app.organiser, hallPlan({ rows: 2, seats: 6 }), {
      name: 'Coliseu',
      city: 'Lisboa',
      timezone: 'Europe/Lisbon',
    });
    await using opened = await openNew({ ...PHONE, locale: 'de-DE', colorScheme: 'dark' });
    const { page } = opened;
    await next(page);
    await page.getByText('Bitte wählen Sie einen Plan.').waitFor();
    await page.locator('#f-plan:focus').waitFor();
    // What is wrong with another one is said in German, too.
    const plan = hallPlan({ rows: 1, seats: 3 });
    plan.zones[0]!.rows[0]!.seats[1]!.category = 'Nowhere';
    await page.getByLabel('Ein neuer Plan').check();
    await page.locator('#f-plan-file').setInputFiles(fileOf(plan));
    await page.locator('#f-venue-city').fill('Leipzig');
    await next(page);
    await page.getByText('Zone 1, Reihe 1, Platz 2 category: „Nowhere“ ist keine der Kategorien des Plans').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByLabel('Ein Plan, der schon da ist').check();
    const value = await page.locator('#f-plan option', { hasText: 'Coliseu, Lisboa' }).getAttribute('value');
    await page.locator('#f-plan').selectOption(value);
    await page.locator('.drawn-plan').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await next(page);
    await page.getByLabel('Stalls, Preis (EUR)').fill('12,50');
    await next(page);
    await page.getByText('Bitte geben Sie einen Preis wie 45,00 ein.').waitFor();
    await page.locator('#f-tier-1-price-0:focus').fill('9');
    expect(await accessibilityOf(page)).toEqual([]);
    await next(page);
    await page.getByLabel('Titel').fill('Abend');
    await page.getByLabel('Beginn (Uhrzeit in Lisboa)').fill('2098-07-15T20:30');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Als Entwurf speichern' }).tap();
    await page.locator('#show-controls [data-status=DRAFT]').waitFor();
    await page.locator('.tiers b', { hasText: '12,50' }).waitFor();
    expect(opened.complaints).toEqual([]);
  });

  it.each([
    ['200 % zoom of a phone', { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4, locale: 'de-DE' }],
    ['forced colours', { ...DESKTOP, forcedColors: 'active' as const }],
  ])('begins without a finding of axe (%s)', async (_name, options) => {
    await using opened = await openNew(options);
    expect(await accessibilityOf(opened.page)).toEqual([]);
  });
});
