import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

export interface Studio {
  page: Page;
  /** Writes a picture of what is to be seen now. */
  shoot(name: string, of: 'window' | 'page' | { part: string }): Promise<void>;
}

/** Its categories, with what grown-ups and children pay. */
const PRICES: Readonly<Record<string, readonly [string, string]>> = {
  'Kategorie I': ['45.00', '22.50'],
  'Kategorie II': ['39.00', '19.50'],
  'Kategorie III': ['32.00', '16.00'],
  Fanblock: ['24.00', '12.00'],
  'C unten': ['28.00', '14.00'],
  VIP: ['95.00', ''],
  Standing: ['29.00', '14.50'],
};
/** Whenever the pictures are made, the show is to come. */
export const DAY = `${new Date().getUTCFullYear() + 1}-06-12`;

/** Makes a show step by step, as far as its sale. Resolves with its id. */
export async function makeShow(studio: Studio): Promise<string> {
  const { page, shoot } = studio;
  await page.getByRole('link', { name: 'New show' }).click();
  await chooseHall(studio);
  await setPrices(studio);
  await setDates(studio);
  await page.locator('#show-controls [data-status=DRAFT]').waitFor();
  await page.locator('.live').waitFor();
  await page.getByText('See it as a buyer').first().waitFor();
  await blur(page);
  await shoot('organise-publish', 'window');
  await page.getByRole('button', { name: 'Put on sale' }).click();
  await page.locator('#show-controls [data-status=ON_SALE]').waitFor();
  return new URL(page.url()).pathname.split('/').at(-1)!;
}

async function chooseHall({ page, shoot }: Studio): Promise<void> {
  const buffer = Buffer.from(JSON.stringify(await hallWithStanding()));
  const file = { name: 'riethsporthalle.json', mimeType: 'application/json', buffer };
  await page.getByLabel('Seating plan in the pretix format').setInputFiles(file);
  await page.locator('.drawn-plan [role=application]').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Riethsporthalle');
  await page.getByLabel('City').fill('Erfurt');
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await blur(page);
  await shoot('organise-hall', 'page');
  await toStep(page, 'Prices');
}

async function setPrices({ page, shoot }: Studio): Promise<void> {
  await page.getByRole('button', { name: 'Sell several ticket types' }).click();
  await page.getByRole('textbox', { name: 'Ticket type 1' }).fill('Adult');
  await page.getByRole('textbox', { name: 'Ticket type 2' }).fill('Child');
  await page.locator('#f-type-1-note').fill('Up to 14 years');
  for (const [category, [adult, child]] of Object.entries(PRICES)) {
    await page.getByLabel(`${category}, Adult`, { exact: true }).fill(adult);
    await page.getByLabel(`${category}, Child`, { exact: true }).fill(child);
    await page.getByLabel(`${category}, Tax in it, %`, { exact: true }).fill('7');
  }
  await page.getByRole('button', { name: 'Add a fee' }).click();
  await page.locator('#f-fee-0-name').fill('Booking fee');
  await page.locator('#f-fee-0-value').fill('1.50');
  await page.locator('#f-fee-0-tax').fill('19');
  await page.locator('#f-fee-0-basis').selectOption('PER_BOOKING');
  await blur(page);
  await shoot('organise-prices', 'page');
  await toStep(page, 'Dates');
}

async function setDates({ page, shoot }: Studio): Promise<void> {
  await page.getByLabel('Title').fill('Summer Night: Choirs of the City');
  await page.getByLabel('Begins (clocks in Erfurt)').fill(`${DAY}T20:00`);
  await page.getByLabel('Sales end (clocks in Erfurt)').fill(`${DAY}T19:30`);
  await page.getByLabel('Seats and places in one order').fill('8');
  await page.locator('#f-orphan-rule').selectOption('LENIENT');
  await blur(page);
  await shoot('organise-dates', 'page');
  await page.getByRole('button', { name: 'Save as a draft' }).click();
}

/** Nothing is marked for the keyboard. */
export async function blur(page: Page): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}

async function toStep(page: Page, step: string): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.locator('.steps [aria-current=step]', { hasText: step }).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}

/** The demo's hall, with places to stand between its blocks. */
async function hallWithStanding(): Promise<unknown> {
  const file = new URL('../prisma/plans/riethsporthalle.json', import.meta.url);
  const hall = JSON.parse(await readFile(file, 'utf8')) as { categories: unknown[]; zones: unknown[] };
  const standing = {
    ...{ shape: 'rectangle', position: { x: 560, y: 345 }, rectangle: { width: 1_280, height: 110 } },
    ...{ area_guid: 'standing', name: 'Standing', category: 'Standing', capacity: 400 },
  };
  return {
    ...hall,
    categories: [...hall.categories, { name: 'Standing', color: '#52796f' }],
    zones: [...hall.zones, { name: 'Floor', position: { x: 0, y: 0 }, rows: [], areas: [standing] }],
  };
}
