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
    await shop.page.getByText('£91.50').first().waitFor();

    // And it is changed: the same forms, filled with what there is.
    await page.getByRole('link', { name: 'Change title, times and prices' }).click();
    await page.getByLabel('Title', { exact: true }).fill('Chamber Night, late');
    await page.getByRole('button', { name: 'Save title, times and limits' }).press('Enter');
    await page.locator('#details .done').waitFor();
    await expect.poll(() => page.getByLabel('Balcony, Adult').inputValue()).toBe('1029.50');
    await shop.page.getByRole('heading', { name: 'Chamber Night, late' }).waitFor();
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

  it('is drawn from a file without a seat', async () => {
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
    await page
      .getByLabel(/^Standing/)
      .first()
      .waitFor();
    expect(opened.complaints).toEqual([]);
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
