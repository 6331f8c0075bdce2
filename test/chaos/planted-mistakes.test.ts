import { describe, expect, it } from 'vitest';
import { createRandom } from '../kit/basics/random.ts';
import { GaveUpError } from '../kit/callers/patient-client.ts';
import { buyUntilGivingUp } from '../kit/chaos/chaos-buyer.ts';
import { readUntil } from '../kit/chaos/chaos-reader.ts';
import { placesOf, type Sale } from '../kit/chaos/chaos-sale.ts';
import { FaultyOffice, MISTAKES, type Mistake, PLACES } from '../kit/checks/faulty-office.ts';
import { HistoryRecorder } from '../kit/checks/history.ts';
import { findViolations, type Violation } from '../kit/checks/linearizability.ts';

const LOCK_TTL_MS = 2_000;
const BUYERS = 4;
const OPERATIONS = 20_000;
/**
 * An office that keeps what was given back is soon sold out: it takes longer until each kind of operation has happened, since
 * seats come back with their locks' time.
 */
const MOST_OPERATIONS = 20 * OPERATIONS;
/** An office that loses count of its area may never be short of places. */
const KINDS = [
  'booking',
  'cancellation',
  'count',
  'exchange',
  'extension',
  'lock',
  'read',
  'refusal',
  'release',
  'sale',
  'take',
];
/** One visit can miss a mistake by chance (two or three in a hundred do), or give no occasion for it; as many in a row can not. */
const VISITS = 10;

/** The chaos' own buyers and reader at an office that makes this mistake: recorded and checked as there. */
async function visit(mistake: Mistake | null): Promise<{ office: FaultyOffice; found: (Violation | string)[] }> {
  const random = createRandom();
  const office = new FaultyOffice({ random, lockTtl_ms: LOCK_TTL_MS, mistake });
  const history = new HistoryRecorder();
  const closing = new AbortController();
  const shown = Array.from({ length: 2_000 }, (_, index) => `seat ${index}`);
  const market: Sale = { showId: 'show', wanted: shown, standing: 'front', isChangeable: true };
  const missingKinds = () => {
    const checked = new Set<string>(history.evidence().map(({ action }) => action.kind));
    return KINDS.filter((kind) => !checked.has(kind));
  };
  let enough = OPERATIONS;
  const sale = () => {
    if (history.size < enough) return market;
    if (missingKinds().length > 0 && history.size < MOST_OPERATIONS) {
      enough = history.size + OPERATIONS / 4;
      return market;
    }
    closing.abort();
    throw new GaveUpError();
  };
  const buyers = Array.from({ length: BUYERS }, () =>
    buyUntilGivingUp({ client: office, history, random, lockTtl_ms: LOCK_TTL_MS, sale }),
  );
  const reader = readUntil(closing.signal, { history, client: () => office, every_ms: 1, sale: () => market });
  await Promise.all([...buyers, reader]);
  expect(missingKinds()).toEqual([]);
  const violations = findViolations(history.evidence(), { capacities: new Map([[placesOf(market), PLACES]]) });
  return { office, found: [...violations, ...history.unexplainedLosses()] };
}

describe('what the chaos goes by', () => {
  it('has nothing to say against an office that makes no mistake', async () => {
    const { found } = await visit(null);
    expect(found).toEqual([]);
  });

  it.each(MISTAKES)('finds this mistake: %s', async (mistake) => {
    let found: (Violation | string)[] = [];
    let mistakes = 0;
    for (let visits = 0; visits < VISITS && found.length === 0; visits += 1) {
      const visited = await visit(mistake);
      mistakes += visited.office.mistakes;
      found = visited.found;
    }
    expect(mistakes).toBeGreaterThan(0);
    expect(found).not.toEqual([]);
  });
});
