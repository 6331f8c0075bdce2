import type { FormattedExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSchema } from '../../src/app/schema.ts';
import { bookSeats, lockSeats } from '../kit/callers/buyer.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import type { InputCase } from '../kit/schema/input-cases.ts';
import { type WalkedInput, walkInputs } from '../kit/schema/input-walk.ts';

type Result = FormattedExecutionResult<Record<string, unknown>, Record<string, unknown>>;
interface Issue {
  path: string;
  message: string;
}

let app: TestApp;
let tokens: { guest: string; organiser: string };

beforeAll(async () => {
  app = await startTestApp({ sandbox: true, env: { SUBGRAPH: 'true' } });
  const guest = await app.guest();
  tokens = { guest: guest.token, organiser: app.organiserToken };
  // So that there is something below each list that a caller has.
  for (const [buyer, row] of [
    [guest, 'D-14'],
    [app.organiser, 'D-13'],
  ] as const) {
    await lockSeats(buyer as never, app.demoShowId, [`${row}-1`]);
    await bookSeats(buyer as never, app.demoShowId, [`${row}-2`]);
  }
});
afterAll(() => app[Symbol.asyncDispose]());

let keys = 0;
const examples = () => ({
  showId: app.demoShowId,
  id: app.demoShowId,
  seatIds: ['D-16-1'],
  timezone: 'Europe/Berlin',
  email: 'ada@example.org',
  idempotencyKey: `walk-${keys}`,
});

const walked = walkInputs(createSchema({ subgraph: true, sandbox: true }), {
  get examples() {
    return examples();
  },
});

async function send(input: WalkedInput, variables: unknown, token: string): Promise<Result> {
  const isStream = input.operation === 'subscription';
  const response = await fetch(new URL('/graphql', app.url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: isStream ? 'text/event-stream' : 'application/json',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ query: input.document, variables }),
  });
  if (!response.headers.get('content-type')?.includes('event-stream')) return (await response.json()) as Result;
  let text = '';
  for await (const chunk of response.body!) {
    text += Buffer.from(chunk).toString();
    const [, data] = /^data: ?(.+)$/m.exec(text) ?? [];
    // Leaving the loop closes the stream.
    if (data && text.includes('\n\n')) return JSON.parse(data) as Result;
  }
  throw new Error(`no event in ${text}`);
}

/** What was refused, by the places that the answer names; null when it was not. */
function refusalOf({ data, errors }: Result): { codes: string[]; issues: Issue[]; words: string } {
  const found = Object.values(data ?? {}).flatMap((value) => (value as { issues?: Issue[] } | null)?.issues ?? []);
  return {
    codes: (errors ?? []).map(({ extensions }) => String(extensions?.code)),
    issues: [...found, ...(errors ?? []).flatMap(({ extensions }) => (extensions?.issues ?? []) as Issue[])],
    words: (errors ?? []).map(({ message }) => message).join('\n'),
  };
}

/** Who may not do it at all, or sends more bytes than they may, is not told of an input. */
const REFUSED_BEFORE = new Set(['FORBIDDEN', 'UNAUTHENTICATED', 'REQUEST_ENTITY_TOO_LARGE']);
/** What has more in it than any input may have is refused as it is read. */
const REFUSED_UNREAD = /^The body can not be read: The JSON has (a list of )?more than \d+ (entries|values)\.$/;
const LENGTH = /must have at most|must be -?\d+ to/;

function judge(input: WalkedInput, tried: InputCase, result: Result): void {
  const { codes, issues, words } = refusalOf(result);
  expect(codes, words).not.toContain('INTERNAL_SERVER_ERROR');
  // A field below a list is refused for each of its entries.
  const refusals = Math.max(1, codes.length);
  expect(codes.length).toBeLessThanOrEqual(21);
  expect(issues.length).toBeLessThanOrEqual(21 * refusals);
  for (const { extensions } of result.errors ?? []) {
    expect((extensions?.issues as Issue[] | undefined)?.length ?? 0).toBeLessThanOrEqual(21);
  }
  expect(JSON.stringify(result).length).toBeLessThan(20_000 * refusals);
  const isHere = ({ path }: Issue) => path === input.path || path.startsWith(`${input.path}.`);
  if (tried.expected === 'in bounds') {
    expect(issues.filter((issue) => isHere(issue) && LENGTH.test(issue.message))).toEqual([]);
  }
  if (tried.expected !== 'refused' || codes.some((code) => REFUSED_BEFORE.has(code))) return;
  if (codes.includes('BAD_REQUEST') && REFUSED_UNREAD.test(words)) return;
  const last = input.path.split('.').at(-1)!;
  expect(
    issues.some(isHere) || (codes.includes('BAD_USER_INPUT') && words.includes(last)),
    JSON.stringify(result),
  ).toBe(true);
}

it('finds arguments of queries, nested fields, mutations and subscriptions', () => {
  expect(walked.map(({ title }) => title)).toEqual(
    expect.arrayContaining([
      'Query.node id',
      'Query.shows filter.status',
      'Show.seatMap zones',
      'Viewer.bookings first',
      'Mutation.lockSeats input.seatIds',
      'Mutation.createShow input.priceTiers.0.name',
      'Mutation.sandboxCreateShow input.states',
      'Query._entities representations',
      'Subscription.seatMap zones',
    ]),
  );
});

describe.each(['guest', 'organiser'] as const)('as %s', (role) => {
  it.each(walked.map((input) => [input.title, input] as const))('bounds %s', async (_title, input) => {
    for (const tried of input.cases) {
      keys += 1;
      const result = await send(input, input.variablesWith(tried.value), tokens[role]);
      try {
        judge(input, tried, result);
      } catch (error) {
        throw new Error(`${tried.name}: ${(error as Error).message}`, { cause: error });
      }
      if (tried.expected !== 'refused' && tried.expected !== 'unknown') continue;
      const claimed = await app.database.query('SELECT key FROM idempotency_keys WHERE key = $1', [`walk-${keys}`]);
      expect(claimed, `${tried.name} has claimed a key`).toEqual([]);
    }
  });
});
