import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { sumOf } from '../../../packages/map/src/views/price-range.ts';
import { feeParts, feesOn } from '../../shared/money/fee-parts.ts';
import { rateOf } from '../../shared/money/rate.ts';
import type { Money, PriceLine } from '../api/box-office-types.ts';
import type { AreaLine } from '../views/area-lines.ts';
import type { DoorShow } from './door-places.ts';

type DoorFee = DoorShow['fees'][number];

export interface DoorChoice {
  seats: readonly HallSeat[];
  /** Of the seats, where the show has ticket types. */
  lines: readonly PriceLine[];
  areas: readonly AreaLine[];
  fees: readonly DoorFee[];
  /** It is given away: nothing is due, and there are no fees. */
  isFree: boolean;
}

export interface DoorCosts {
  /** Of the fees, in their order; their taxes are told once it is sold. */
  feeLines: PriceLine[];
  /** With the fees; null: nothing is chosen. */
  total: Money | null;
}

/** What is due for what is chosen at the box office, worked out as the server does. */
export function doorCosts({ seats, lines, areas, fees, isFree }: DoorChoice): DoorCosts {
  const priceOf = new Map(lines.map((line) => [line.seat?.id, line.total]));
  const ofSeats = seats.map(({ id, tier }) => ({ price: priceOf.get(id) ?? tier.price, quantity: 1 }));
  const ofAreas = areas.map(({ total, quantity }) => {
    return { price: { ...total, amount: total.amount / quantity }, quantity };
  });
  const priced = [...ofSeats, ...ofAreas];
  const sum = priced.reduce<Money | null>(
    (before, { price, quantity }) => sumOf(before, { ...price, amount: price.amount * quantity }),
    null,
  );
  if (sum === null) return { feeLines: [], total: null };
  if (isFree || sum.amount === 0) return { feeLines: [], total: { ...sum, amount: 0 } };
  const tickets = priced.map(({ price, quantity }) => ({ unitPrice: price.amount, quantity }));
  const due = { ...sum, amount: sum.amount + feesOn(fees.map(baseOf), tickets) };
  const feeLines = fees.flatMap((fee) =>
    feeParts(baseOf(fee), tickets).map(({ each, quantity }) => feeLine(fee.name, { ...sum, amount: each }, quantity)),
  );
  return { feeLines, total: due };
}

function baseOf({ basis, amount, percent }: DoorFee) {
  return { basis, amount: amount?.amount ?? null, percent: percent === null ? null : rateOf(percent) };
}

function feeLine(description: string, each: Money, quantity: number): PriceLine {
  return {
    kind: 'FEE',
    description,
    quantity,
    total: { ...each, amount: each.amount * quantity },
    taxRate: 0,
    tax: { ...each, amount: 0 },
    seat: null,
    area: null,
    ticketType: null,
  };
}
