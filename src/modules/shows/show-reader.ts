import type { Prisma } from '../../generated/prisma/client.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { PLAN_META } from '../seating/seating.service.ts';
import type { Show } from './show.ts';
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
  publishedAt: true,
  plan: { select: PLAN_META },
  priceTiers: { select: { id: true, name: true, category: true, price: true }, orderBy: { position: 'asc' } },
} as const satisfies Prisma.ShowSelect;

export async function readShow({ prisma }: Database, id: string): Promise<Show | null> {
  const row = await prisma.show.findUnique({ where: { id }, select: SHOW });
  return row && showOf(row);
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

/** One page; a row more than its size is read, to know whether there is another. */
export async function readShowPage(
  { prisma }: Database,
  query: PageQuery,
  request: ShowPageRequest,
): Promise<ShowPage> {
  const rows: Prisma.ShowGetPayload<{ select: typeof SHOW }>[] = [];
  for (const { where, direction } of query.stretches) {
    const take = query.size + 1 - rows.length;
    if (take === 0) break;
    const orderBy = [{ startsAt: direction }, { id: direction }];
    // Mostly there is nothing in the second stretch, and what belongs to its shows need not be asked for.
    if (rows.length > 0 && !(await prisma.show.findFirst({ where, select: { id: true } }))) break;
    rows.push(...(await prisma.show.findMany({ where, select: SHOW, orderBy, take })));
  }
  return pageOf(rows.map(showOf), query, request);
}

/** How many shows meet the conditions; one more than `max` when there are more. */
export async function countShows({ prisma }: Database, where: Prisma.ShowWhereInput[], max: number): Promise<number> {
  return await prisma.show.count({ where: { AND: where }, take: max + 1 });
}

// Prices are checked to be at most 2^53 - 1, so a number holds them exactly.
function showOf(row: Prisma.ShowGetPayload<{ select: typeof SHOW }>): Show {
  const { orphanRule, minimumRun, seatRulesEndAt: endsAt, ...show } = row;
  const { currency } = show;
  const priceTiers = show.priceTiers.map((tier) => ({ ...tier, price: { amount: Number(tier.price), currency } }));
  return { ...show, priceTiers, seatRules: { orphanRule, minimumRun, endsAt } };
}
