import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { holdQueries } from '../kit/browser/page-network.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { UpdateShow } from '../kit/callers/operations.graphql.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';
import { GetSeatRules } from './seat-rules.graphql.ts';

vi.setConfig({ testTimeout: 60_000 });

const announced = (page: Page, text: string) =>
  page.locator('#announcer', { hasText: text }).waitFor({ state: 'attached' });
const ruleIs = (page: Page, text: string | RegExp) => page.locator('#seat-rules summary', { hasText: text }).waitFor();
const save = (page: Page) => page.getByRole('button', { name: 'Save the rule' }).press('Enter');

describeWithChromium('the rule against single seats on the organiser’s page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const rulesOf = async (showId: string) => {
    const { show } = await site.app.organiser.data(GetSeatRules, { id: showId });
    return show!.seatRules;
  };

  it('is set by its organiser, by keyboard, and stays as it was chosen', async () => {
    const showId = await organiseShow(site.app, { title: 'Rules' });
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    await page.locator('#seat-rules summary').press('Enter');
    await page.getByRole('radio', { name: /^Allowed/ }).press('ArrowDown');
    await page.locator('#minimum-run').selectOption('3');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save the rule' }).press('Enter');
    await announced(page, 'The rule is changed.');
    await page.locator('#seat-rules summary', { hasText: 'Refused if there are others' }).waitFor();
    expect(await rulesOf(showId)).toEqual({ orphanRule: 'LENIENT', minimumRun: 3, endsAt: null });
    await page.getByRole('radio', { name: /^Refused if there are others/ }).press('ArrowDown');
    await page.getByRole('button', { name: 'Save the rule' }).press('Enter');
    await page.locator('#seat-rules summary', { hasText: /Refused$/ }).waitFor();
    expect(await rulesOf(showId)).toEqual({ orphanRule: 'STRICT', minimumRun: 3, endsAt: null });
    await page.reload();
    await page.locator('#seat-rules summary', { hasText: /Refused$/ }).waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it.each([
    ['German, dark, phone', { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const }],
    ['200 % zoom of a phone', { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4, locale: 'de-DE' }],
    ['forced colours', { ...DESKTOP, locale: 'de-DE', forcedColors: 'active' as const }],
  ])('is shown to its organiser without a finding of axe (%s)', async (_name, options) => {
    const showId = await organiseShow(site.app, { title: 'Rule' });
    await using desk = await site.openDesk(showId, options);
    const { page } = desk;
    await page.locator('#seat-rules summary', { hasText: 'Zugelassen' }).click();
    await page.getByRole('radio', { name: /^Abgelehnt\s+Immer/ }).check();
    const end = page.getByLabel('Ende der Regel (Uhrzeit in Lisboa)');
    await end.fill('2020-01-01T10:00');
    await page.getByRole('button', { name: 'Regel speichern' }).click();
    await page.getByText('Bitte geben Sie eine künftige Zeit ein.').waitFor();
    await page.getByRole('button', { name: 'Ohne Ende' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await rulesOf(showId)).toMatchObject({ orphanRule: 'OFF', endsAt: null });
  });

  it('ends when its organiser says, by the clocks of the venue, until they take that away', async () => {
    const showId = await organiseShow(site.app, { title: 'End' });
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    await page.locator('#seat-rules summary').press('Enter');
    const end = page.getByLabel('When the rule ends (clocks in Lisboa)');
    // What is allowed anyway needs no end.
    await end.waitFor({ state: 'detached' });
    await page.getByRole('radio', { name: /^Allowed/ }).press('ArrowUp');
    // A part of a time.
    await end.press('1');
    await save(page);
    await page.getByText('Please enter a day and a time').waitFor();
    await page.locator('#rule-end:focus').waitFor();
    await expect.poll(() => end.getAttribute('aria-describedby')).toBe('rule-end-problem rule-end-hint');
    expect(await accessibilityOf(page)).toEqual([]);
    // One hour ahead of UTC, and a time that the clocks are put forward over.
    await end.fill('2098-03-30T01:30');
    await save(page);
    await page.getByText('There is no such time on that day.').waitFor();
    await end.fill('2098-07-15T20:30');
    await page.getByText('There is no such time on that day.').waitFor({ state: 'detached' });
    await save(page);
    await ruleIs(page, /Refused$/);
    expect(await rulesOf(showId)).toEqual({
      orphanRule: 'STRICT',
      minimumRun: 2,
      endsAt: '2098-07-15T19:30:00.000Z',
    });
    await page.reload();
    await page.locator('#seat-rules summary').press('Enter');
    await expect.poll(() => end.inputValue()).toBe('2098-07-15T20:30');
    // Another change leaves it as it is.
    await page.locator('#minimum-run').selectOption('4');
    await save(page);
    await announced(page, 'The rule is changed.');
    expect(await rulesOf(showId)).toMatchObject({ minimumRun: 4, endsAt: '2098-07-15T19:30:00.000Z' });

    await page.getByRole('button', { name: 'Without an end' }).press('Enter');
    await page.locator('#rule-end:focus').waitFor();
    await expect.poll(() => end.inputValue()).toBe('');
    await save(page);
    await expect.poll(() => rulesOf(showId)).toMatchObject({ orphanRule: 'STRICT', endsAt: null });
    expect(desk.complaints).toEqual([]);
  });

  it('is seen and heard at once when it is changed elsewhere', async () => {
    const showId = await organiseShow(site.app, { title: 'Elsewhere' });
    await using desk = await site.openDesk(showId, PHONE);
    const { page } = desk;
    await page.locator('#seat-rules summary', { hasText: 'Allowed' }).click();
    // It also looks for itself; what is told here comes live.
    await holdQueries(page);
    const change = (seatRules: object) => site.app.organiser.data(UpdateShow, { input: { showId, seatRules } });
    await change({ orphanRule: 'STRICT', minimumRun: 3, endsAt: '2098-07-15T19:30:00.000Z' });
    await ruleIs(page, /Refused$/);
    await announced(page, 'Single seats, the rule is now: Refused.');
    await expect.poll(() => page.locator('#minimum-run').inputValue()).toBe('3');
    await expect.poll(() => page.locator('#rule-end').inputValue()).toBe('2098-07-15T20:30');
    await change({ endsAt: '2020-01-01T12:00:00.000Z' });
    await page.getByText('The rule ended on').waitFor();
    // What is chosen here and not saved yet stays chosen.
    await page.getByRole('radio', { name: /^Allowed/ }).check();
    await change({ orphanRule: 'LENIENT' });
    await ruleIs(page, 'Refused if there are others');
    await expect.poll(() => page.getByRole('radio', { name: /^Allowed/ }).isChecked()).toBe(true);
    expect(desk.complaints).toEqual([]);
  });
});
