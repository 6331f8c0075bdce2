import { createPubSub, createSchema } from 'graphql-yoga';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GraphqlContext } from '../../src/schema/context.ts';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium, launchChromium } from '../kit/browser/chromium.ts';
import { untilPlayable } from '../kit/browser/graphiql-page.ts';
import { startTestGraphqlServer, type TestGraphqlServer } from '../kit/product/graphql-server.ts';

// As much of the contract as the examples need that are clicked here: the page is under test, not the box office.
const typeDefs = /* GraphQL */ `
  type Query { viewer: Viewer undelivered: [Undelivered!]! }
  type Undelivered { id: ID! lock: Lock! }
  type Viewer { id: ID! }
  type Mutation {
    startGuestSession: GuestSession!
    lockSeats(input: LockSeatsInput!): LockSeatsSuccess!
    createBooking(input: CreateBookingInput!): CreateBookingSuccess!
  }
  type GuestSession { token: String! }
  input LockSeatsInput { showId: ID! seatIds: [ID!]! idempotencyKey: String }
  type LockSeatsSuccess { lock: Lock! }
  type Lock { id: ID! owner: String! }
  input CreateBookingInput { lockId: ID! idempotencyKey: String }
  type CreateBookingSuccess { message: String! }
  type Subscription { seatMap(showId: ID!): SeatMapDelta! }
  type SeatMapDelta { version: Int! by: String! watcher: String! }
`;

function testSchema() {
  const changes = createPubSub<{ change: [{ version: number; by: string }] }>();
  let version = 0;
  return createSchema<GraphqlContext>({
    typeDefs,
    resolvers: {
      Query: {
        viewer: (_root, _args, { principal }) => principal,
        undelivered: () => [{ id: 'notification_7', lock: { id: 'lock_of_another', owner: 'guest_other' } }],
      },
      Mutation: {
        startGuestSession: (_root, _args, { services }) => services.identity.startGuestSession(),
        lockSeats: (_root, { input }, { principal }) => {
          version += 1;
          changes.publish('change', { version, by: principal!.id });
          return { lock: { id: `lock_${version}`, owner: `${principal!.id} with ${input.idempotencyKey.length}` } };
        },
        createBooking: (_root, { input }) => ({ message: `booked ${input.lockId}` }),
      },
      Subscription: {
        seatMap: {
          subscribe: () => changes.subscribe('change'),
          resolve: (change: object, _args: unknown, { principal }: GraphqlContext) => ({
            ...change,
            watcher: principal!.id,
          }),
        },
      },
    },
  });
}

const WATCH = 'subscription Watch { seatMap(showId: "show_demo") { version by watcher } }';
// One line: the editor adds closing brackets of its own after a line break.
const LOCK =
  'mutation Lock { lockSeats(input: { showId: "show_demo", seatIds: ["A-1"], idempotencyKey: "{{key}}" }) { lock { id owner } } }';
const BOOK = 'mutation Book { createBooking(input: { lockId: "{{lock}}" }) { message } }';
const UNDELIVERED = 'query Undelivered { undelivered { id lock { id } } }';
const RESEND = 'mutation Resend { createBooking(input: { lockId: "{{notification}} for {{lock}}" }) { message } }';

describeWithChromium('GraphiQL in a browser', () => {
  let graphql: TestGraphqlServer;
  let browser: Browser;
  beforeAll(async () => {
    graphql = await startTestGraphqlServer({ schema: testSchema(), demoShowId: 'show_demo' });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await graphql?.stop();
  });

  async function openWindow(
    query = '',
  ): Promise<{ page: Page; context: BrowserContext; foreign: string[]; errors: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    const foreign: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => {
      const to = new URL(request.url());
      if (['http:', 'https:'].includes(to.protocol) && to.origin !== graphql.url) foreign.push(to.href);
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(`${graphql.url}/graphql${query}`);
    await untilPlayable(page);
    return { page, context, foreign, errors };
  }

  /** Puts an operation into the shown tab as a person would, and runs it. */
  async function type(page: Page, query: string): Promise<void> {
    await page.locator('.graphiql-query-editor .monaco-editor').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(query);
  }

  const play = (page: Page) => page.locator('.graphiql-execute-button').click();
  const answerOf = (page: Page) => page.locator('.graphiql-response .view-lines');

  it('opens on the example operations, from this server only', async () => {
    const { page, context, foreign, errors } = await openWindow();
    const tabs = async () => (await page.locator('.graphiql-tab').allInnerTexts()).map((tab) => tab.trim());
    await expect
      .poll(tabs)
      .toEqual([
        'WatchSeatMap',
        'LockSeats',
        'BestAvailable',
        'LockBestAvailable',
        'LockPlaces',
        'CreateBooking',
        'PayBooking',
        'WatchShow',
        'CancelBooking',
        'SeatMap',
        'WhoAmI',
        'BlockSeats',
        'CreateCode',
      ]);
    await page.locator('.graphiql-query-editor').getByText('show_demo').waitFor();
    expect(foreign).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('shows all tabs in a window 1280 px wide, and nothing that axe would mend', async () => {
    const { page, context } = await openWindow();
    await page.setViewportSize({ width: 1280, height: 800 });
    const last = page.locator('.graphiql-tab').last();
    await expect.poll(async () => (await last.boundingBox())!.x + (await last.boundingBox())!.width).toBeLessThan(1280);
    await page.locator('.graphiql-tab', { hasText: 'WatchShow' }).click();
    await page.locator('.graphiql-tab-active', { hasText: 'WatchShow' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    // The one that is open is told, also of tabs that come later.
    const current = page.locator('.graphiql-tab-button[aria-current=true]');
    await expect.poll(() => current.allInnerTexts()).toEqual(['WatchShow']);
    await page.locator('.graphiql-tab-add, [aria-label="New tab"]').first().click();
    await expect.poll(() => current.allInnerTexts()).not.toEqual(['WatchShow']);
    expect(await current.count()).toBe(1);
    expect(await accessibilityOf(page)).toEqual([]);
    await context.close();
  });

  it('shows a tab at the first click on it', async () => {
    const { page, context } = await openWindow();
    await page.locator('.graphiql-tab-button[title="PayBooking"]').click();
    await page.locator('.graphiql-tab-active', { hasText: 'PayBooking' }).waitFor();
    await context.close();
  });

  it("moves one window's subscription by the other window's mutation, each a guest of its own", async () => {
    const watcher = await openWindow();
    await type(watcher.page, WATCH);
    const subscribed = watcher.page
      .waitForEvent('websocket')
      .then((socket) => socket.waitForEvent('framesent', (frame) => String(frame.payload).includes('"subscribe"')));
    await play(watcher.page);
    await subscribed;

    const buyer = await openWindow();
    await type(buyer.page, LOCK);
    await play(buyer.page);
    await answerOf(buyer.page)
      .getByText(/guest_\w+\swith\s36/)
      .waitFor();
    await answerOf(watcher.page)
      .getByText(/guest_/)
      .first()
      .waitFor();
    const ids = async () => new Set((await answerOf(watcher.page).innerText()).match(/guest_\w+/g));
    await expect.poll(async () => (await ids()).size).toBe(2);

    // The lock's id is put into the next operation.
    await type(buyer.page, BOOK);
    await play(buyer.page);
    await answerOf(buyer.page).getByText('booked lock_1').waitFor();
    for (const { foreign, errors, context } of [watcher, buyer]) {
      expect(foreign).toEqual([]);
      expect(errors).toEqual([]);
      await context.close();
    }
  });

  it('says which operation to run first when an id is still missing', async () => {
    const { page, context } = await openWindow();
    await type(page, BOOK);
    await play(page);
    await answerOf(page).getByText('run LockSeats in this window first').waitFor();
    await context.close();
  });

  it('fills in the operation that is run, whatever the others of its tab still need', async () => {
    const { page, context } = await openWindow();
    const run = async (name: string) => {
      // It offers what it knows of the text, which lags behind: without a choice it would run what stands first.
      await page.locator('.graphiql-execute-button[aria-haspopup="menu"]').click();
      await page.getByRole('menuitem', { name, exact: true }).click();
    };
    await type(page, `${LOCK} ${UNDELIVERED} ${RESEND}`);
    await run('Lock');
    await answerOf(page).getByText('lock_').first().waitFor();
    const made = /lock_\d+/.exec(await answerOf(page).innerText())![0];
    await run('Resend');
    await answerOf(page).getByText('run UndeliveredMails in this window first').waitFor();
    await run('Undelivered');
    await answerOf(page).getByText('lock_of_another').waitFor();
    // The mail is the one that was listed; the lock is still this window's own.
    await run('Resend');
    await answerOf(page).getByText(`booked notification_7 for ${made}`).waitFor();
    await context.close();
  });

  it('keeps its guest over a reload, and gets another when the server no longer knows the token', async () => {
    const { page, context } = await openWindow();
    const token = () => page.evaluate(() => sessionStorage.getItem('seatwire.token'));
    await expect.poll(token).toMatch(/^ey/);
    const first = await token();
    await page.reload();
    await page.locator('.graphiql-execute-button').waitFor();
    await expect.poll(token).toBe(first);
    await page.evaluate(() => sessionStorage.setItem('seatwire.token', 'stale'));
    await page.reload();
    await page.locator('.graphiql-execute-button').waitFor();
    await expect.poll(token).toMatch(/^ey/);
    await context.close();
  });
});
