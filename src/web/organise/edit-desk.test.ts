import { describe, expect, it } from 'vitest';
import type { Announcer } from '../../../packages/map/src/announcer.ts';
import type { ViewContext } from '../views/view-context.ts';
import { EditDesk } from './edit-desk.ts';
import { withPrice, withType, withTypeChanged } from './forms/typed-pricing.ts';
import type { EditedShow, ShowOffice } from './show-office.ts';

const SHOW = {
  id: 'show',
  title: 'Before',
  startsAt: '2098-07-15T19:30:00.000Z',
  salesStartAt: null,
  salesEndAt: null,
  status: 'DRAFT',
  currency: 'EUR',
  venue: { timezone: 'Europe/Lisbon' },
  changeRules: {
    returnsUntil: null,
    returnFee: price(0),
    exchangesUntil: null,
    exchangeFee: price(0),
    feeTaxRate: 0,
    keepsFees: true,
  },
  ownLimits: { seatsPerLock: null, seatsPerBuyer: null, locksPerBuyer: null },
  ticketTypes: [{ id: 'adult', name: 'Adult', note: null }],
  priceTiers: [{ id: 't', category: 'Stalls', name: 'Stalls', taxRate: 0, price: price(4_500), prices: [] }],
  fees: [],
} as unknown as EditedShow;

function price(amount: number) {
  return { amount, currency: 'EUR', exponent: 2 };
}

/** A desk whose server waits to be let go on, and has the show as it was sent then. */
function openDesk(saved: Partial<EditedShow>, more: Partial<ShowOffice> = {}) {
  const answers: (() => void)[] = [];
  const office = {
    updateShow: () => new Promise((resolve) => answers.push(() => resolve({ ok: true, value: null }))),
    editedShow: async () => ({ ...SHOW, ...saved }),
    ...more,
  } as unknown as ShowOffice;
  const desk = new EditDesk({
    show: SHOW,
    office,
    announcer: { say: () => {} } as unknown as Announcer,
    now: () => 0,
    context: () => ({ locale: 'en' }) as ViewContext,
    language: () => 'en',
    redraw: () => {},
    onSignedOut: () => {},
  });
  return { desk, answer: () => answers.shift()!() };
}

describe('what is typed while a show is being saved', () => {
  it('stays: titles, times and limits', async () => {
    const { desk, answer } = openDesk({ title: 'After' });
    desk.typeDetails({ ...desk.typedDetails, title: 'After' });
    const saving = desk.saveDetails(new Set());
    desk.typeDetails({ ...desk.typedDetails, salesEndAt: '2098-07-15T20:00' });
    answer();
    await saving;
    expect(desk.typedDetails).toMatchObject({ title: 'After', salesEndAt: '2098-07-15T20:00' });
    expect(desk.details.isDone).toBe(false);
    const again = desk.saveDetails(new Set());
    answer();
    await again;
    // As the server has it.
    expect(desk.typedDetails).toMatchObject({ title: 'After', salesEndAt: '' });
    expect(desk.details.isDone).toBe(true);
  });

  it('stays: what buyers may do', async () => {
    const saved = { ...SHOW.changeRules, exchangesUntil: '2098-07-15T18:00:00.000Z' };
    const { desk, answer } = openDesk({ changeRules: saved });
    desk.typeChangeRules({ ...desk.typedChangeRules, exchangesUntil: '2098-07-15T19:00' });
    const saving = desk.saveChangeRules(new Set());
    desk.typeChangeRules({ ...desk.typedChangeRules, exchangeFee: '2' });
    answer();
    await saving;
    expect(desk.typedChangeRules).toMatchObject({ exchangesUntil: '2098-07-15T19:00', exchangeFee: '2' });
    expect(desk.changes.isDone).toBe(false);
    const again = desk.saveChangeRules(new Set());
    answer();
    await again;
    // As the server has it.
    expect(desk.typedChangeRules).toMatchObject({ exchangesUntil: '2098-07-15T19:00', exchangeFee: '' });
    expect(desk.changes.isDone).toBe(true);
  });

  it('stays: prices, and new ticket types get the ids that they have since', async () => {
    const child = { id: 'child', name: 'Child', note: null };
    const { desk, answer } = openDesk({ ticketTypes: [...SHOW.ticketTypes, child] as EditedShow['ticketTypes'] });
    const withChild = withTypeChanged(withType(desk.typedPricing), 1, { name: 'Child ' });
    desk.typePricing(withPrice(withChild, { tier: 0, type: 1 }, '20'));
    const saving = desk.savePrices();
    desk.typePricing(withTypeChanged(desk.typedPricing, 1, { note: 'Up to 14' }));
    answer();
    await saving;
    expect(desk.typedPricing.types).toEqual([
      { id: 'adult', name: 'Adult', note: '' },
      { id: 'child', name: 'Child ', note: 'Up to 14' },
    ]);
    expect(desk.prices.isDone).toBe(false);
  });
});

it('says how many bookings are told of a new time as long as it is another one than is saved', async () => {
  const ticketHolders = async () => 12;
  const { desk } = openDesk({}, { ticketHolders });
  desk.show = { ...SHOW, status: 'PAUSED' };
  const before = desk.typedDetails;
  desk.typeDetails({ ...before, title: 'Another' });
  expect(desk.toldCount).toBe(0);
  desk.typeDetails({ ...before, startsAt: '2098-07-16T20:30' });
  await expect.poll(() => desk.toldCount).toBe(12);
  desk.typeDetails(before);
  expect(desk.toldCount).toBe(0);
});
