import { describe, expect, it } from 'vitest';
import type { Show } from './api/box-office-types.ts';
import { createFormats } from './i18n/formats.ts';
import { textsIn } from './i18n/language.ts';
import { withNews, wordsOfNews } from './show-news.ts';

const price = (amount: number) => ({ amount, currency: 'EUR', exponent: 2 });
const show = (changes: Partial<Show> = {}): Show => ({
  id: 'show_1',
  title: 'Fado Night',
  startsAt: '2098-01-01T20:00:00Z',
  salesStartAt: null,
  salesEndAt: null,
  status: 'ON_SALE',
  venue: { name: 'Hall', city: 'Porto', timezone: 'Europe/Lisbon' },
  priceTiers: [
    { id: 'tier_1', name: 'Stalls', category: 'Stalls', prices: [], price: price(3_000) },
    { id: 'tier_2', name: 'Balcony', category: 'Balcony', prices: [], price: price(2_000) },
  ],
  ticketTypes: [],
  fees: [],
  availability: { total: 10, available: 5 },
  limits: { seatsPerLock: 10, seatsPerBuyer: 10 },
  changeRules: {
    returnsUntil: null,
    exchangesUntil: null,
    keepsFees: false,
    returnFee: price(0),
    exchangeFee: price(0),
  },
  seatRules: { orphanRule: 'OFF', minimumRun: 2, endsAt: null },
  plan: { url: '/plan', zones: [] },
  waitingRoom: null,
  ...changes,
});
const english = { texts: textsIn('en'), formats: createFormats('en-GB'), locale: 'en-GB' };
const german = { texts: textsIn('de'), formats: createFormats('de-DE'), locale: 'de-DE' };
const dearer = [show().priceTiers[0]!, { ...show().priceTiers[1]!, price: price(2_550) }];

describe('news of a show', () => {
  it('change prices where the seats have them, and nothing that is not news', () => {
    const before = show();
    const tier = before.priceTiers[1]!;
    const after = withNews(before, { ...show({ priceTiers: dearer, status: 'PAUSED' }) });
    expect(tier.price.amount).toBe(2_550);
    expect(after.priceTiers).toBe(before.priceTiers);
    expect(after).toMatchObject({ status: 'PAUSED', availability: { available: 5 } });
  });

  it('are said in the language of the page', () => {
    expect(wordsOfNews(english, show(), show({ status: 'PAUSED' }))).toMatch(/^Sales are paused\./);
    expect(wordsOfNews(german, show({ status: 'PAUSED' }), show())).toBe('Der Verkauf geht weiter.');
    expect(wordsOfNews(german, show(), show({ status: 'CANCELLED' }))).toBe('Diese Veranstaltung ist abgesagt.');
    expect(wordsOfNews(english, show(), show({ status: 'CLOSED' }))).toBe('Sales have ended.');
    expect(wordsOfNews(english, show(), show({ priceTiers: dearer }))).toBe('New prices: Balcony €25.50.');
    expect(wordsOfNews(english, show(), show({ title: 'Another' }))).toBeNull();
  });
});
