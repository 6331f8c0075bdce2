import type { CreateShowInput as ShowOverApi } from '../../../src/generated/graphql/graphql.ts';
import type { CreateShowInput } from '../../../src/modules/shows/show-input.ts';
import type { Show } from '../../../src/modules/shows/shows.service.ts';
import { newId } from '../../../src/platform/ids.ts';
import { hallPlan } from '../../fixtures/hall-plan.ts';
import type { TestClient } from '../callers/client.ts';
import { CreatePricedShow } from '../callers/ticket-types.graphql.ts';
import { ORGANISER, type TestBoxOffice } from '../product/box-office.ts';
import { importPlan, publishShow } from './hall-show.ts';

/** A published show of two zones with four seats each, with types, fees and taxes unless it says otherwise. */
export interface PricedShow {
  id: string;
  show: Show;
  /** Of the stalls, then of the balcony. */
  stalls: string[];
  balcony: string[];
  /** The id of the type with that name. */
  typeId(name: string): string;
}

export type Pricing = Partial<Pick<CreateShowInput, 'priceTiers' | 'ticketTypes' | 'fees' | 'currency'>>;

/** Adults everywhere, children in both tiers, students in the stalls only. */
export const PRICING = {
  ticketTypes: [{ name: 'Adult' }, { name: 'Child', note: 'Up to 14' }, { name: 'Student' }],
  priceTiers: [
    {
      name: 'Stalls',
      category: 'Stalls',
      price: 4_550,
      taxRate: 7,
      prices: [
        { ticketType: 'Child', price: 2_000 },
        { ticketType: 'Student', price: 3_000 },
      ],
    },
    { name: 'Balcony', category: 'Balcony', price: 1_500, taxRate: 7, prices: [{ ticketType: 'Child', price: 0 }] },
  ],
  fees: [
    { name: 'Service fee', basis: 'PER_TICKET', percent: 10, taxRate: 19 },
    { name: 'Shipping', basis: 'PER_BOOKING', amount: 390, taxRate: 19 },
  ],
} as const satisfies Pricing;

const PRICING_OVER_API = {
  ticketTypes: [...PRICING.ticketTypes],
  priceTiers: PRICING.priceTiers.map((tier) => ({ ...tier, prices: [...tier.prices] })),
  fees: [...PRICING.fees],
};

/** Such a show of one hall over the API, published: as it was made. */
export async function createPricedShow(organiser: TestClient, hall: Parameters<typeof hallPlan>[0] = {}) {
  return await createShowOver(organiser, hallPlan(hall), { title: 'Family matinee', ...PRICING_OVER_API });
}

/** A show of that plan, in euros, over the API, published: as it was made. */
export async function createShowOver(
  organiser: TestClient,
  plan: unknown,
  pricing: Pick<ShowOverApi, 'title' | 'priceTiers' | 'ticketTypes' | 'fees'>,
) {
  const about = { planId: await importPlan(organiser, plan), startsAt: '2099-05-01T18:00:00Z', currency: 'EUR' };
  const { createShow } = await organiser.data(CreatePricedShow, { input: { ...about, ...pricing } });
  if (createShow.__typename !== 'CreateShowSuccess') throw new Error(JSON.stringify(createShow));
  await publishShow(organiser, createShow.show.id);
  return createShow.show;
}

/** The hall of such shows; resolves with the plan's id. */
export async function importPricedHall({ services }: TestBoxOffice): Promise<string> {
  const venue = { name: newId('venue'), city: 'Erfurt', timezone: 'Europe/Berlin' };
  const plan = hallPlan({ zones: 2, rows: 1, seats: 4 });
  for (const [index, { rows }] of plan.zones.entries()) {
    for (const seat of rows.flatMap(({ seats }) => seats)) seat.category = index === 0 ? 'Stalls' : 'Balcony';
  }
  return (await services.seating.importSeatingPlan(ORGANISER, { venue, plan })).id;
}

/** `planId`: in a hall that was imported before. */
export async function openPricedShow(
  office: TestBoxOffice,
  pricing: Pricing = PRICING,
  planId?: string,
): Promise<PricedShow> {
  const { shows } = office.services;
  const { id } = await shows.createShow(ORGANISER, {
    planId: planId ?? (await importPricedHall(office)),
    title: 'Evening concert',
    startsAt: new Date('2099-05-01T18:00:00Z'),
    currency: 'EUR',
    priceTiers: PRICING.priceTiers,
    ...pricing,
  });
  const show = await shows.publishShow(ORGANISER, { showId: id });
  const seatsIn = (zone: number) => Array.from({ length: 4 }, (_, seat) => `Z${zone}-1-${seat + 1}`);
  return {
    id,
    show,
    stalls: seatsIn(1),
    balcony: seatsIn(2),
    typeId: (name) => show.ticketTypes.find((type) => type.name === name)!.id,
  };
}
