import { readFile } from 'node:fs/promises';
import type { CreateCodeInput } from '../src/modules/codes/code-input.ts';
import type { ImportSeatingPlanInput } from '../src/modules/seating/seating.service.ts';
import {
  DEMO_ARENA_PLAN_ID,
  DEMO_CONCERT_ID,
  DEMO_LATER_SHOW_ID,
  DEMO_PLAN_ID,
  DEMO_SHOW_ID,
} from '../src/modules/shows/demo.ts';
import type { CreateShowInput } from '../src/modules/shows/show-input.ts';
import { arenaPlan } from './plans/arena-plan.ts';

/** A plan that is imported at the first start. */
export interface DemoPlan {
  id: string;
  read(): Promise<ImportSeatingPlanInput>;
}

/** A show that is made, and published, at the first start. */
export interface DemoShow {
  id: string;
  plan: DemoPlan;
  input(now: Date): CreateShowInput;
  code?: Omit<CreateCodeInput, 'showId'>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const SPORTS_HALL: DemoPlan = {
  id: DEMO_PLAN_ID,
  async read() {
    const plan: unknown = JSON.parse(await readFile(new URL('./plans/riethsporthalle.json', import.meta.url), 'utf8'));
    return { venue: { name: 'Riethsporthalle', city: 'Erfurt', timezone: 'Europe/Berlin' }, plan };
  },
};

const STANDING = 'Standing';

const ARENA: DemoPlan = {
  id: DEMO_ARENA_PLAN_ID,
  read: async () => ({
    venue: { name: 'Harbour Arena', city: 'Hamburg', timezone: 'Europe/Berlin' },
    plan: concertPlan(),
  }),
};

/** The arena with places to stand in its middle. */
function concertPlan(): unknown {
  const { size, categories, zones, ...plan } = arenaPlan();
  const standing = {
    shape: 'circle',
    circle: { radius: 230 },
    position: { x: size.width / 2, y: size.height / 2 },
    color: '#d35400',
    border_color: '#d35400',
    rotation: 0,
    area_guid: 'standing',
    name: STANDING,
    category: STANDING,
    capacity: 2_000,
  };
  return {
    ...plan,
    name: 'Arena, concert',
    size,
    categories: [...categories, { name: STANDING, color: '#d35400' }],
    zones: [...zones, { name: STANDING, position: { x: 0, y: 0 }, rows: [], areas: [standing] }],
  };
}

/** Prices in cents. */
const HANDBALL_TIERS = [
  { name: 'VIP lounge', category: 'VIP', price: 8_900 },
  { name: 'Category 1', category: 'Kategorie I', price: 3_400 },
  { name: 'Category 2', category: 'Kategorie II', price: 2_700 },
  { name: 'Category 3', category: 'Kategorie III', price: 2_100 },
  { name: 'Block C, lower rows', category: 'C unten', price: 2_400 },
  { name: 'Fan block', category: 'Fanblock', price: 1_600 },
];

const REDUCED = 'Reduced';
/** In Germany, in percent: of concerts, and of what is sold besides. */
const CONCERT_TAX = 7;
const SERVICE_TAX = 19;

function concertTier(name: string, category: string, price: number, reduced: number) {
  return { name, category, price, taxRate: CONCERT_TAX, prices: [{ ticketType: REDUCED, price: reduced }] };
}

/** A small hall with seats of six prices: what the examples of the documentation and of GraphiQL ask for. */
export const HANDBALL_FINAL: DemoShow = {
  id: DEMO_SHOW_ID,
  plan: SPORTS_HALL,
  input(now) {
    const startsAt = evening(now, 120, 18.5);
    return {
      planId: DEMO_PLAN_ID,
      title: 'Handball Cup Final: Erfurt Falcons – Weimar Wolves',
      startsAt,
      currency: 'EUR',
      priceTiers: HANDBALL_TIERS,
      salesStartAt: new Date(now.getTime() - DAY_MS),
      salesEndAt: startsAt,
    };
  },
};

/** 20,000 seats and 2,000 places to stand, with ticket types, taxes, a fee and a promo code; tickets can be given back and exchanged for a fee. */
const CONCERT: DemoShow = {
  id: DEMO_CONCERT_ID,
  plan: ARENA,
  input: (now) => ({
    planId: DEMO_ARENA_PLAN_ID,
    title: 'North Sea Lights: the anniversary concert',
    startsAt: evening(now, 60, 19),
    currency: 'EUR',
    ticketTypes: [{ name: 'Full price' }, { name: REDUCED, note: 'Students, pupils and people with a disability' }],
    priceTiers: [
      concertTier('Front floor', 'Floor', 9_500, 8_000),
      concertTier('Lower bowl', 'Lower bowl', 7_500, 6_000),
      { name: 'Club seat with lounge', category: 'Club', price: 14_900, taxRate: CONCERT_TAX },
      concertTier('Upper bowl', 'Upper bowl', 4_500, 3_500),
      concertTier(STANDING, STANDING, 6_500, 5_500),
    ],
    fees: [{ name: 'Service fee', basis: 'PER_TICKET', amount: 150, taxRate: SERVICE_TAX }],
    changeRules: {
      ...{ returnsUntil: evening(now, 46, 19), returnFee: 500, exchangesUntil: evening(now, 59, 19), exchangeFee: 250 },
      feeTaxRate: SERVICE_TAX,
    },
    salesStartAt: new Date(now.getTime() - DAY_MS),
  }),
  code: { code: 'LIGHTHOUSE', discount: { percent: 10 }, maxUses: 500 },
};

/** Nobody can buy yet: the page counts down to the start of its sales. */
const LATER_SALE: DemoShow = {
  id: DEMO_LATER_SHOW_ID,
  plan: SPORTS_HALL,
  input: (now) => ({
    planId: DEMO_PLAN_ID,
    title: 'Handball Supercup: Erfurt Falcons – Jena Jaguars',
    startsAt: evening(now, 150, 17),
    currency: 'EUR',
    priceTiers: HANDBALL_TIERS,
    salesStartAt: evening(now, 14, 9),
  }),
};

/** The one that everything else needs, first. */
export const DEMO_SHOWS: readonly DemoShow[] = [HANDBALL_FINAL, CONCERT, LATER_SALE];

/** So many days from now, at that hour of the day (UTC). */
function evening(now: Date, days: number, hour: number): Date {
  const day = new Date(now.getTime() + days * DAY_MS);
  day.setUTCHours(Math.floor(hour), (hour % 1) * 60, 0, 0);
  return day;
}
