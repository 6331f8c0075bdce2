import type { Page } from 'playwright-core';
import { createBooking, lockSeats, payBooking } from '../test/kit/callers/buyer.ts';
import { createClient } from '../test/kit/callers/client.ts';
import { StartGuestSession } from '../test/kit/callers/operations.graphql.ts';
import { blur, type Studio } from './organiser-making.ts';
import type { PageStand } from './page-stand.ts';

export interface SellingStudio extends Studio {
  stand: PageStand;
  showId: string;
}

/** Each buyer's zone, row, and seats of it from the first on; the last one holds, the others pay. */
const BUYERS = [
  ['Block B', '9', 4],
  ['Block B', '10', 2],
  ['Block E', '9', 6],
  ['Block C', '3', 5],
  ['Block D', '9', 3],
] as const;

/** Sells the show that is open: what its page has of it, from allotments to the statement. */
export async function sellShow(studio: SellingStudio): Promise<void> {
  const { page, shoot } = studio;
  await letBuyersBuy(studio);
  await selectRows(page, 'Block B', ['9', '10']);
  await page.getByText('Ada Lovelace').first().waitFor();
  await bringUp(page, '#marked');
  await shoot('organise', 'window');
  await clear(page);
  await setAside(studio);
  await makeCode(studio);
  await sellAtDoor(studio);
  await page.locator('#statement').getByRole('button', { name: 'Show the statement' }).click();
  await page.locator('#statement .balance').waitFor();
  await shoot('organise-statement', { part: '#statement' });
  await page.getByRole('link', { name: 'Change title, times and prices' }).click();
  await page.locator('#details').waitFor();
  await shoot('organise-edit', { part: '#details' });
}

async function letBuyersBuy({ page, stand, showId }: SellingStudio): Promise<void> {
  await using anyone = createClient(stand.url);
  const { show } = await anyone.data<{ show: { seatMap: { seats: Seat[] } } }, object>(
    'query ($showId: ID!) { show(id: $showId) { seatMap { seats { seatId zone row } } } }',
    { showId },
  );
  for (const [index, [zone, row, count]] of BUYERS.entries()) {
    const seats = show.seatMap.seats.filter((seat) => seat.zone === zone && seat.row === row).slice(0, count);
    const { startGuestSession } = await anyone.data(StartGuestSession, {});
    await using buyer = createClient(stand.url, startGuestSession.token);
    const places = index === 1 ? [{ areaId: 'standing', quantity: 3 }] : undefined;
    const ids = seats.map(({ seatId }) => seatId);
    const lock = await lockSeats(buyer, showId, ids, places);
    if (index < BUYERS.length - 1) await payBooking(buyer, (await createBooking(buyer, lock.id)).id);
  }
  await page.locator('[data-figure=held]', { hasText: '3' }).waitFor();
}

interface Seat {
  seatId: string;
  zone: string;
  row: string;
}

async function setAside({ page, shoot }: SellingStudio): Promise<void> {
  const panel = page.locator('#allotments');
  const parts = [
    { name: 'Sponsors', zone: 'Block E', rows: ['12', '13'], places: '40', access: 'Whoever has a code' },
    { name: 'Press', zone: 'Block A', rows: ['12'], places: '', access: 'Staff' },
  ];
  for (const { name, zone, rows, places, access } of parts) {
    await selectRows(page, zone, rows);
    await panel.getByRole('button', { name: /^Set the \d+ seats aside/ }).click();
    await panel.getByLabel('Name').fill(name);
    await panel.getByLabel('Standing').fill(places);
    await panel.getByRole('radio', { name: new RegExp(`^${access}`) }).check();
    await panel.getByRole('button', { name: /^Set \d+ seats aside/ }).click();
    await panel.getByText(`${name} is set aside.`).waitFor();
  }
  await page.locator('.allotment-names').getByText('Press').waitFor();
  await bringUp(page, '#allotments');
  await shoot('organise-allotments', 'window');
}

async function makeCode({ page, shoot }: SellingStudio): Promise<void> {
  const panel = page.locator('#codes');
  await panel.getByRole('button', { name: 'Make a code' }).click();
  await panel.getByLabel('Code', { exact: true }).fill('SPONSOR');
  await panel.getByLabel('Percentage', { exact: true }).fill('20');
  await panel.getByLabel('Opens the allotment').selectOption('Sponsors');
  await panel.getByLabel('Bookings at most').fill('100');
  await panel.getByRole('heading', { name: 'Promo codes' }).click();
  await shoot('organise-codes', { part: '#codes' });
  await panel.getByRole('button', { name: 'Make the code' }).click();
  await panel.getByText('SPONSOR can be used.').waitFor();
}

async function sellAtDoor({ page, shoot }: SellingStudio): Promise<void> {
  const door = page.locator('#door');
  await selectRows(page, 'Block F', ['9']);
  await clear(page);
  await pickSeats(page, 'Block F', '9', 2);
  await door.getByRole('button', { name: 'One more: Standing, Adult' }).click();
  await door.getByRole('combobox').nth(1).selectOption({ index: 1 });
  await door.getByRole('button', { name: /^Sell 3 tickets/ }).waitFor();
  await shoot('organise-door', { part: '#door' });
  await door.getByRole('button', { name: /^Sell 3 tickets/ }).click();
  await door.locator('.ticket').nth(2).waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll('img')].every(({ complete }) => complete));
  await shoot('organise-tickets', { part: '#door' });
  await door.getByRole('button', { name: 'Done' }).click();
}

/** By the list of seats, which is closed again. */
async function selectRows(page: Page, zone: string, rows: readonly string[]): Promise<void> {
  await inList(page, [new RegExp(`^${zone} `)], async () => {
    for (const row of rows) {
      await page
        .locator('#seat-list')
        .getByRole('button', { name: `Select Row ${row}`, exact: true })
        .click();
    }
  });
}

async function pickSeats(page: Page, zone: string, row: string, count: number): Promise<void> {
  await inList(page, [new RegExp(`^${zone} `), new RegExp(`^Row ${row} `)], async () => {
    for (let seat = 1; seat <= count; seat += 1) {
      await page
        .locator('#seat-list')
        .getByRole('button', { name: new RegExp(`^Seat ${seat},`) })
        .click();
    }
  });
}

async function inList(page: Page, path: readonly RegExp[], work: () => Promise<void>): Promise<void> {
  const buttons = [/^Seats as a list/, ...path].map((name) => page.locator('#seat-list').getByRole('button', { name }));
  for (const button of buttons) {
    if ((await button.first().getAttribute('aria-expanded')) === 'false') await button.first().click();
  }
  await work();
  await buttons[0]!.first().click();
}

async function clear(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
}

/** Scrolls the column that the part is in, so that it begins below the board, which stays in sight. */
async function bringUp(page: Page, part: string): Promise<void> {
  await page.locator(part).evaluate((element) => {
    let column = element.parentElement!;
    while (column.parentElement && column.scrollHeight <= column.clientHeight) column = column.parentElement;
    const board = document.querySelector('.sales-board')!.getBoundingClientRect();
    column.scrollBy(0, element.getBoundingClientRect().top - board.bottom - 16);
  });
  await blur(page);
}
