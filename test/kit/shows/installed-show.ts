import { loadTokenKey, signToken } from '../../../src/modules/identity/token-issuer.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';
import { createClient } from '../callers/client.ts';
import { openHallShow } from './hall-show.ts';

/** A show on sale in a generated hall, made at the first node of an installation. */
export async function openShowOf(
  { nodes, database }: { nodes: readonly { url: string }[]; database: Database },
  hall: Parameters<typeof openHallShow>[1],
): Promise<string> {
  const organiser = { id: 'organiser', role: 'organiser' as const, email: null, ttl_ms: 60_000 };
  const { token } = await signToken(await loadTokenKey(database, null), organiser);
  await using client = createClient(nodes[0]!.url, token);
  return await openHallShow(client, hall);
}
