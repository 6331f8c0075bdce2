import type { EditedShowQuery } from '../../../generated/web/operations.ts';
import { typedPercent, typedPrice } from './typed-money.ts';

/** Prices, ticket types, fees and taxes of a show as they stand in the fields of a form. */
export interface TypedPricing {
  /** ISO 4217. */
  currency: string;
  /** None: seats have one price. */
  types: readonly TypedType[];
  /** One for each category of the plan. */
  tiers: readonly TypedTier[];
  fees: readonly TypedFee[];
}

export interface TypedType {
  /** Null: it is a new one. */
  id: string | null;
  name: string;
  note: string;
}

export interface TypedTier {
  /** Null: the show is a new one. */
  id: string | null;
  category: string;
  name: string;
  taxRate: string;
  /** One for each type; where there are none, one. Blank: its seats are not sold as that. */
  prices: readonly string[];
}

export interface TypedFee {
  name: string;
  basis: FeeBasis;
  unit: FeeUnit;
  value: string;
  taxRate: string;
}

export type FeeBasis = 'PER_TICKET' | 'PER_BOOKING';
export type FeeUnit = 'AMOUNT' | 'PERCENT';

type EditedShow = NonNullable<EditedShowQuery['show']>;

/** As the API takes them. */
export const MOST_TYPES = 20;
export const MOST_FEES = 10;

const NEW_FEE: TypedFee = { name: '', basis: 'PER_TICKET', unit: 'AMOUNT', value: '', taxRate: '' };

/** Of a show that is to be made on a plan with these categories. What was typed for one of the same name stays. */
export function pricingOfPlan(categories: readonly { name: string }[], before: TypedPricing): TypedPricing {
  const typed = new Map(before.tiers.map((tier) => [tier.category, tier]));
  const prices = Array<string>(Math.max(1, before.types.length)).fill('');
  return {
    ...before,
    tiers: categories.map(
      ({ name }) =>
        typed.get(name) ?? { id: null, category: name, name, taxRate: before.tiers[0]?.taxRate ?? '', prices },
    ),
  };
}

export const NO_PRICING: TypedPricing = { currency: 'EUR', types: [], tiers: [], fees: [] };

/** Of a show that is there. */
export function pricingOfShow(show: EditedShow, locale: string): TypedPricing {
  const { currency, ticketTypes, priceTiers, fees } = show;
  return {
    currency,
    types: ticketTypes.map(({ id, name, note }) => ({ id, name, note: note ?? '' })),
    tiers: priceTiers.map(({ id, category, name, taxRate, price, prices }) => ({
      id,
      category,
      name,
      taxRate: typedPercent(taxRate, locale),
      prices: [
        typedPrice(price, locale),
        ...ticketTypes.slice(1).map((type) => {
          const priced = prices.find(({ ticketType }) => ticketType.id === type.id);
          return priced ? typedPrice(priced.price, locale) : '';
        }),
      ],
    })),
    fees: fees.map(({ name, basis, amount, percent, taxRate }) => ({
      name,
      basis: basis as FeeBasis,
      unit: amount ? 'AMOUNT' : 'PERCENT',
      value: amount ? typedPrice(amount, locale) : typedPercent(percent ?? 0, locale),
      taxRate: typedPercent(taxRate, locale),
    })),
  };
}

/** What is typed, with the ids that its new types have since they were saved: they are known by their names. */
export function withIdsOf(typed: TypedPricing, saved: TypedPricing): TypedPricing {
  const isTaken = (id: string | null) => typed.types.some((type) => type.id === id);
  const types = typed.types.map((type) => {
    const id = type.id ?? saved.types.find(({ name }) => name === type.name.trim())?.id ?? null;
    return type.id === null && isTaken(id) ? type : { ...type, id };
  });
  return { ...typed, types };
}

/** With another ticket type at the end. Of the first one, the price is what seats cost so far; it comes with a second. */
export function withType(pricing: TypedPricing): TypedPricing {
  const fresh: TypedType = { id: null, name: '', note: '' };
  const added = pricing.types.length === 0 ? [fresh, fresh] : [fresh];
  const types = [...pricing.types, ...added].slice(0, MOST_TYPES);
  const tiers = pricing.tiers.map((tier) => ({
    ...tier,
    prices: types.map((_type, index) => tier.prices[index] ?? ''),
  }));
  return { ...pricing, types, tiers };
}

/** Without one of them. Where it was the last, seats cost what they did as it. */
export function withoutType(pricing: TypedPricing, at: number): TypedPricing {
  const types = pricing.types.filter((_type, index) => index !== at);
  if (types.length === 0) return { ...pricing, types };
  const tiers = pricing.tiers.map((tier) => ({ ...tier, prices: tier.prices.filter((_price, index) => index !== at) }));
  return { ...pricing, types, tiers };
}

/** Whether the type can be taken away: a show that is there keeps its first, whose prices are those of the tiers, as long as it has others. */
export function isRemovable({ types }: TypedPricing, at: number): boolean {
  return at > 0 || types.length === 1 || types[0]!.id === null;
}

export function withTypeChanged(pricing: TypedPricing, at: number, change: Partial<TypedType>): TypedPricing {
  return { ...pricing, types: changedAt(pricing.types, at, change) };
}

export function withTierChanged(pricing: TypedPricing, at: number, change: Partial<TypedTier>): TypedPricing {
  return { ...pricing, tiers: changedAt(pricing.tiers, at, change) };
}

export function withPrice(
  pricing: TypedPricing,
  { tier, type }: { tier: number; type: number },
  price: string,
): TypedPricing {
  const prices = pricing.tiers[tier]!.prices.map((before, index) => (index === type ? price : before));
  return withTierChanged(pricing, tier, { prices });
}

/** With another fee at the end; its tax is that of the one before. */
export function withFee(pricing: TypedPricing): TypedPricing {
  const taxRate = pricing.fees.at(-1)?.taxRate ?? '';
  return { ...pricing, fees: [...pricing.fees, { ...NEW_FEE, taxRate }] };
}

export function withoutFee(pricing: TypedPricing, at: number): TypedPricing {
  return { ...pricing, fees: pricing.fees.filter((_fee, index) => index !== at) };
}

export function withFeeChanged(pricing: TypedPricing, at: number, change: Partial<TypedFee>): TypedPricing {
  return { ...pricing, fees: changedAt(pricing.fees, at, change) };
}

function changedAt<T>(list: readonly T[], at: number, change: Partial<T>): T[] {
  return list.map((one, index) => (index === at ? { ...one, ...change } : one));
}

/** Another one where fields have come or gone: their names may stand for others then. */
export function shapeOf({ types, fees }: TypedPricing): string {
  return `${types.length} ${fees.length}`;
}
