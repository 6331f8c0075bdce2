import { expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { openSite } from '../kit/browser/site.ts';

describeWithChromium('a node that answers known documents only', () => {
  it('knows those of its own pages: a buyer buys, an organiser sees the order', async () => {
    await using site = await openSite({ env: { DOCUMENTS: 'known' } });
    const showId = site.app.demoShowId;
    await using shop = await site.openShop(`/shows/${showId}`);
    await shop.pick('Block B', '5', ['3']);
    await shop.page.getByRole('button', { name: /^Hold / }).click();
    await shop.reaches('held');
    await shop.toPayment();
    await shop.page.getByRole('button', { name: /^Pay €/ }).click();
    await shop.reaches('confirmed');
    expect(shop.complaints).toEqual([]);

    await using desk = await site.openDesk(showId);
    await desk.page.getByText('Ada Lovelace').first().waitFor();
    expect(desk.complaints).toEqual([]);

    await using console = await site.openPage('/graphql');
    await console.page.getByText('DOCUMENTS=known').waitFor();
    expect(await accessibilityOf(console.page)).toEqual([]);
    expect(console.complaints).toEqual([]);
  });
});
