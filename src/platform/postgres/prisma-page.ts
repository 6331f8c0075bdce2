import type { IdPage } from '../../shared/id-page.ts';

/** What Prisma's `findMany` takes for such a page: which ids, for its `where`, and how the page is cut. */
export function prismaPage({ limit, olderThan, newerThan, fromOldest }: IdPage) {
  const id = { ...(olderThan === null ? {} : { lt: olderThan }), ...(newerThan === null ? {} : { gt: newerThan }) };
  return { id, cut: { orderBy: { id: fromOldest ? 'asc' : 'desc' }, take: limit } } as const;
}
