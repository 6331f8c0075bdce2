import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';

describeWithChromium('a buyer at an overloaded box office', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it('is told that the page waits, and holds the seats when it is served, without another press', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, PHONE);
    const { page } = shop;
    await shop.pick('Block D', '11', ['1']);
    const keys: unknown[] = [];
    await page.route('**/graphql', async (route) => {
      const { query = '', variables } = (route.request().postDataJSON() ?? {}) as {
        query?: string;
        variables?: { input?: { idempotencyKey?: unknown } };
      };
      if (!query.includes('lockSeats(')) return await route.continue();
      keys.push(variables?.input?.idempotencyKey);
      if (keys.length > 1) return await route.continue();
      const refusal = { code: 'SERVICE_UNAVAILABLE', message: 'Too much is asked.', retryAfterSeconds: 8 };
      const data = { lockSeats: { __typename: 'ServiceUnavailableError', ...refusal } };
      return await route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify({ data }) });
    });
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    const notice = page.locator('.toast', {
      hasText: /^Many are asking at the moment\. Trying again by itself in (8|9|1[0-2]) s/,
    });
    await notice.waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shop.reaches('held');
    await notice.waitFor({ state: 'detached' });
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);
    expect(shop.complaints).toEqual([]);
  });
});
