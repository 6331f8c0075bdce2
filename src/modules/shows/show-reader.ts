import type { Prisma } from '../../generated/prisma/client.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Fee } from '../pricing/fee.ts';
import type { Money } from '../pricing/money.ts';
import { NO_PRICING, readPricing, type ShowPricing } from '../pricing/pricing-reader.ts';
import type { TicketPrice, TicketType } from '../pricing/ticket-type.ts';
import { PLAN_META } from '../seating/seating.service.ts';
import type { PriceTier, Show } from './show.ts';
import { type PageQuery, pageOf, type ShowPage, type ShowPageRequest } from './show-page.ts';

const READ_SHOW_VERSIONS = readStatement(new URL('./sql/read-show-versions.sql', import.meta.url));

const SHOW = {
  id: true,
  version: true,
  pricesVersion: true,
  title: true,
  status: true,
  currency: true,
  startsAt: true,
  salesStartAt: true,
  salesEndAt: true,
  organiserId: true,
  createdAt: true,
  orphanRule: true,
  minimumRun: true,
  seatRulesEndAt: true,
  limitSeatsPerLock: true,
  limitSeatsPerBuyer: true,
  limitLocksPerBuyer: true,
  returnsUntil: true,
  returnFee: true,
  exchangesUntil: true,
  exchangeFee: true,
  changeFeeTaxRate: true,
  keepsFees: true,
  publishedAt: true,
  waitingRoom: { select: { enabled: true, opensAt: true, idleSeconds: true } },
  plan: { select: PLAN_META },
  priceTiers: {
    select: { id: true, name: true, category: true, price: true, taxRate: true },
    orderBy: { position: 'asc' },
  },
} as const satisfies Prisma.ShowSelect;

/** Its version is read first: what comes after is as new at least, and what is worked out by it is compared with the version. */
export async function readShow(database: Database, id: string): Promise<Show | null> {
  const row = await database.prisma.show.findUnique({ where: { id }, select: SHOW });
  return row && showOf(row, (await readPricing(database, [id])).get(id));
}

/** The versions of those of the shows that there are, as they are now. */
export async function readShowVersions(database: Database, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await database.query<{ id: string; version: number }>(READ_SHOW_VERSIONS, [ids]);
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** The id of the show that the price tier is of. */
export async function readShowOfTier({ prisma }: Database, tierId: string): Promise<string | null> {
  const tier = await prisma.priceTier.findUnique({ where: { id: tierId }, select: { showId: true } });
  return tier?.showId ?? null;
}

/** The id of the show that the ticket type is of. */
export async function readShowOfTicketType({ prisma }: Database, typeId: string): Promise<string | null> {
  const type = await prisma.ticketType.findUnique({ where: { id: typeId }, select: { showId: true } });
  return type?.showId ?? null;
}

/** One page; a row more than its size is read, to know whether there is another. */
export async function readShowPage(database: Database, query: PageQuery, request: ShowPageRequest): Promise<ShowPage> {
  const { prisma } = database;
  const rows: Prisma.ShowGetPayload<{ select: typeof SHOW }>[] = [];
  for (const { where, direction } of query.stretches) {
    const take = query.size + 1 - rows.length;
    if (take === 0) break;
    const orderBy = [{ startsAt: direction }, { id: direction }];
    // Mostly there is nothing in the second stretch, and what belongs to its shows need not be asked for.
    if (rows.length > 0 && !(await prisma.show.findFirst({ where, select: { id: true } }))) break;
    rows.push(...(await prisma.show.findMany({ where, select: SHOW, orderBy, take })));
  }
  const ids = rows.map(({ id }) => id);
  const pricing = ids.length > 0 ? await readPricing(database, ids) : new Map<string, ShowPricing>();
  return pageOf(
    rows.map((row) => showOf(row, pricing.get(row.id))),
    query,
    request,
  );
}

/** How many shows meet the conditions; one more than `max` when there are more. */
export async function countShows({ prisma }: Database, where: Prisma.ShowWhereInput[], max: number): Promise<number> {
  return await prisma.show.count({ where: { AND: where }, take: max + 1 });
}

// Prices are checked to be at most 2^53 - 1, so a number holds them exactly.
function showOf(row: Prisma.ShowGetPayload<{ select: typeof SHOW }>, pricing: ShowPricing = NO_PRICING): Show {
  const { orphanRule, minimumRun, seatRulesEndAt: endsAt, ...others } = row;
  const { limitSeatsPerLock, limitSeatsPerBuyer, limitLocksPerBuyer, ...more } = others;
  const { returnsUntil, returnFee, exchangesUntil, exchangeFee, changeFeeTaxRate, keepsFees, ...shown } = more;
  const { waitingRoom, ...show } = shown;
  const { currency } = show;
  const pricesIn = Map.groupBy(pricing.prices, ({ tierId }) => tierId);
  const priceTiers = show.priceTiers.map(({ price, ...tier }): PriceTier => {
    const first = { amount: Number(price), currency };
    return { ...tier, price: first, prices: pricesOf(first, pricing.ticketTypes, pricesIn.get(tier.id) ?? []) };
  });
  const fees = pricing.fees.map(
    (fee): Fee => ({ ...fee, amount: fee.amount === null ? null : { amount: fee.amount, currency } }),
  );
  return {
    ...show,
    priceTiers,
    ticketTypes: pricing.ticketTypes,
    fees,
    seatRules: { orphanRule, minimumRun, endsAt },
    limits: {
      seatsPerLock: limitSeatsPerLock,
      seatsPerBuyer: limitSeatsPerBuyer,
      locksPerBuyer: limitLocksPerBuyer,
    },
    changeRules: {
      ...{ returnsUntil, exchangesUntil, keepsFees, feeTaxRate: changeFeeTaxRate },
      ...{ returnFee: Number(returnFee), exchangeFee: Number(exchangeFee) },
    },
    waitingRoom: waitingRoom?.enabled ? { opensAt: waitingRoom.opensAt, idleSeconds: waitingRoom.idleSeconds } : null,
  };
}

/** Of the first type, and of the others that seats of the tier are sold as: `prices` are the tier's. */
function pricesOf(
  first: Money,
  ticketTypes: readonly TicketType[],
  prices: readonly ShowPricing['prices'][number][],
): TicketPrice[] {
  const { currency } = first;
  return ticketTypes.flatMap((ticketType, index) => {
    if (index === 0) return [{ ticketType, price: first }];
    const priced = prices.find(({ ticketTypeId }) => ticketTypeId === ticketType.id);
    return priced ? [{ ticketType, price: { amount: priced.price, currency } }] : [];
  });
}
