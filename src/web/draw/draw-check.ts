import type { DrawList } from '../../shared/draw-list.ts';

export interface DrawCheck {
  /** The published hash is that of the published seed. */
  isSeedGood: boolean;
  /** As many entries are listed as were drawn, each once. */
  isComplete: boolean;
  /** The first place that the seed gives to another entry than the list; null: the list's order is the seed's. */
  wrongPlace: number | null;
}

/** What the seed makes of one entry. */
export interface EntryCheck {
  entryId: string;
  /** HMAC-SHA256(seed, entry), in hexadecimal digits. */
  lot: string;
  /** One more than the entries whose lot is smaller; null: the entry is not in the list. */
  place: number | null;
}

/** What is known of a draw. */
export type DrawState =
  | { kind: 'loading' | 'none' | 'failed' | 'insecure' }
  | { kind: 'checked'; list: DrawList; lots: readonly string[]; check: DrawCheck };

/** Worked out at a time, so that the page stays usable. */
const AT_ONCE = 2_000;

const encoder = new TextEncoder();

/** The entry that is named behind `#` of the address, or ''. */
export function entryIdIn(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    // It was cut off, or mistyped: it names none.
    return '';
  }
}

/** Works out every entry's lot anew, in the order of the list. */
export async function lotsOf({ seed, entryIds }: DrawList): Promise<string[]> {
  const lotOf = await lotMaker(seed);
  const lots: string[] = [];
  for (let first = 0; first < entryIds.length; first += AT_ONCE) {
    lots.push(...(await Promise.all(entryIds.slice(first, first + AT_ONCE).map(lotOf))));
  }
  return lots;
}

export async function checkDraw(list: DrawList, lots: readonly string[]): Promise<DrawCheck> {
  const { seed, seedHash, entries, entryIds } = list;
  const hash = hexOf(await crypto.subtle.digest('SHA-256', encoder.encode(seed)));
  const wrong = lots.findIndex((lot, index) => index > 0 && lot < lots[index - 1]!);
  return {
    isSeedGood: hash === seedHash,
    isComplete: entryIds.length === entries && new Set(entryIds).size === entries,
    wrongPlace: wrong === -1 ? null : wrong,
  };
}

export async function checkEntry(list: DrawList, lots: readonly string[], entryId: string): Promise<EntryCheck> {
  const lot = await (await lotMaker(list.seed))(entryId);
  const isListed = list.entryIds.includes(entryId);
  return { entryId, lot, place: isListed ? 1 + lots.filter((other) => other < lot).length : null };
}

async function lotMaker(seed: string): Promise<(entryId: string) => Promise<string>> {
  const hash = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(seed), hash, false, ['sign']);
  return async (entryId) => hexOf(await crypto.subtle.sign('HMAC', key, encoder.encode(entryId)));
}

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
