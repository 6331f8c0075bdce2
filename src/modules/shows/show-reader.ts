import type { Prisma } from '../../generated/prisma/client.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { PLAN_META } from '../seating/seating.service.ts';
import type { Show } from './show.ts';
import { type PageQuery, pageOf, type ShowPage, type ShowPageRequest } from './show-page.ts';

const SHOW = {
  id: true,
  title: true,
  status: true,
  currency: true,
  startsAt: true,
  salesStartAt: true,
  salesEndAt: true,
  organiserId: true,
  createdAt: true,
  plan: { select: PLAN_META },
  priceTiers: { select: { id: true, name: true, category: true, price: true }, orderBy: { position: 'asc' } },
} as const satisfies Prisma.ShowSelect;

export async function readShow({ prisma }: Database, id: string): Promise<Show | null> {
  const row = await prisma.show.findUnique({ where: { id }, select: SHOW });
  return row && showOf(row);
}

/** The id of the show that the price tier is of. */
export async function readShowOfTier({ prisma }: Database, tierId: string): Promise<string | null> {
  const tier = await prisma.priceTier.findUnique({ where: { id: tierId }, select: { showId: true } });
  return tier?.showId ?? null;
}

/** One page; a row more than its size is read, to know whether there is another. */
export async function readShowPage(
  { prisma }: Database,
  query: PageQuery,
  request: ShowPageRequest,
): Promise<ShowPage> {
  const direction = query.backward ? 'desc' : 'asc';
  const rows = await prisma.show.findMany({
    where: query.where,
    select: SHOW,
    orderBy: [{ startsAt: direction }, { id: direction }],
    take: query.size + 1,
  });
  return pageOf(rows.map(showOf), query, request);
}

// Prices are checked to be at most 2^53 - 1, so a number holds them exactly.
function showOf(row: Prisma.ShowGetPayload<{ select: typeof SHOW }>): Show {
  const { currency } = row;
  const priceTiers = row.priceTiers.map((tier) => ({ ...tier, price: { amount: Number(tier.price), currency } }));
  return { ...row, priceTiers };
}
