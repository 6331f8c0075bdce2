import { createHash } from 'node:crypto';

/** Other zones with the same tag would have to be looked for, and only who looks would be misled. */
const TAG_BYTES = 6;

/** What tells one choice of zones from another, however they are ordered or repeated; null: all zones. */
export function zonesTagOf(zones: readonly string[] | null): string | null {
  if (zones === null) return null;
  const names = JSON.stringify([...new Set(zones)].sort());
  return createHash('sha256').update(names).digest().subarray(0, TAG_BYTES).toString('base64url');
}
