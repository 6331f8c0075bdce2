import { type ResolveCursorConnectionArgs, resolveCursorConnection } from '@pothos/plugin-relay';
import { type IdPrefix, isId } from '../platform/ids.ts';
import { InvalidInputError } from '../shared/errors.ts';
import type { IdPage } from '../shared/id-page.ts';

type ConnectionArgs = Parameters<typeof resolveCursorConnection>[0]['args'];

/** Resolves a connection, the newest first, whose cursors are the ids of its nodes. Throws InvalidInputError. */
export function resolveIdConnection<Node extends { id: string }>(
  prefix: IdPrefix,
  args: ConnectionArgs,
  load: (page: IdPage) => Promise<Node[]>,
) {
  checkCursor(prefix, args.after, 'after');
  checkCursor(prefix, args.before, 'before');
  return resolveCursorConnection(
    { args, toCursor: ({ id }: Node) => id },
    ({ before, after, limit, inverted }: ResolveCursorConnectionArgs): Promise<Node[]> =>
      load({ limit, olderThan: after ?? null, newerThan: before ?? null, fromOldest: inverted }),
  );
}

/** Another text would be compared with the ids all the same, and give a wrong page. */
function checkCursor(prefix: IdPrefix, cursor: string | null | undefined, path: string): void {
  if (cursor == null || isId(prefix, cursor)) return;
  throw new InvalidInputError([{ path, message: 'is not a cursor that this API gave out', code: 'MALFORMED' }]);
}
