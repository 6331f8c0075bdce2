// Looks for writes that are another module's (part of `npm run deps`): each table is changed by one module, in SQL as through Prisma,
// and seat events are made by inventory. test/rules/one-writer.test.ts plants each.
import { readFileSync } from 'node:fs';
import { lineAt, ROOT, sourceFiles, withoutComments } from './source-text.ts';

interface Writers {
  /** The folder of who writes the table. */
  owner: string;
  /** Single files beside it, with their reason. */
  also?: readonly string[];
}

const INVENTORY = 'src/modules/inventory';
const SHOWS = { owner: 'src/modules/shows', also: ['src/modules/sandbox/sql/remove-shows.sql'] };
const PRICING = { owner: 'src/modules/pricing', also: ['src/modules/sandbox/sql/remove-shows.sql'] };
const CODES = { owner: 'src/modules/codes', also: ['src/modules/sandbox/sql/remove-shows.sql'] };
const SEATING = { owner: 'src/modules/seating', also: ['src/modules/sandbox/sql/remove-plans.sql'] };
/** One statement makes a booking out of a lock, and one confirms it with its payment: what they change is changed at once or not at all. */
const CREATE_BOOKING = 'src/modules/bookings/sql/create-booking.sql';
const CONFIRM_BOOKING = 'src/modules/payments/sql/confirm-booking.sql';
/** Forgets a booking with all that hangs on it, or nothing of it. */
const FORGET_UNPAID = 'src/modules/bookings/sql/forget-unpaid.sql';

/** Removes the shows of a sandbox with all that hangs on them, or nothing of them. */
const REMOVE_SHOWS = 'src/modules/sandbox/sql/remove-shows.sql';

export const WRITERS: Readonly<Record<string, Writers>> = {
  seat_maps: { owner: INVENTORY, also: [REMOVE_SHOWS] },
  seat_states: { owner: INVENTORY, also: [REMOVE_SHOWS] },
  allotments: { owner: 'src/modules/allotments', also: [REMOVE_SHOWS] },
  area_states: { owner: INVENTORY, also: [REMOVE_SHOWS] },
  area_holds: { owner: INVENTORY, also: [REMOVE_SHOWS] },
  area_allotments: { owner: INVENTORY, also: [REMOVE_SHOWS] },
  allotted_holds: { owner: INVENTORY, also: [REMOVE_SHOWS] },
  seat_locks: {
    owner: INVENTORY,
    also: [
      CREATE_BOOKING,
      FORGET_UNPAID,
      REMOVE_SHOWS,
      'src/modules/bookings/sql/confirm-lock.sql',
      // Of locks that hold nothing any more.
      'src/modules/locks/sql/trim-ended-locks.sql',
      'src/modules/locks/sql/forget-ended-locks.sql',
    ],
  },
  bookings: { owner: 'src/modules/bookings', also: [CONFIRM_BOOKING, REMOVE_SHOWS] },
  booking_corrections: { owner: 'src/modules/bookings' },
  booked_seats: { owner: 'src/modules/bookings', also: [REMOVE_SHOWS] },
  booked_areas: { owner: 'src/modules/bookings', also: [REMOVE_SHOWS] },
  payments: { owner: 'src/modules/payments', also: [FORGET_UNPAID, REMOVE_SHOWS] },
  payment_disputes: { owner: 'src/modules/payments', also: [REMOVE_SHOWS] },
  refunds: { owner: 'src/modules/refunds', also: [REMOVE_SHOWS] },
  // A trigger writes it when one is taken up again.
  refund_failures: { owner: 'src/modules/refunds' },
  booking_changes: { owner: 'src/modules/changes', also: [REMOVE_SHOWS] },
  // Triggers write the ledger, in the transaction of each cause: see the migration `ledger`.
  ledger_transactions: { owner: 'src/modules/ledger', also: [REMOVE_SHOWS] },
  ledger_entries: { owner: 'src/modules/ledger' },
  sandbox_refunds: { owner: 'src/modules/payments', also: [REMOVE_SHOWS] },
  sandbox_charges: { owner: 'src/modules/payments', also: [FORGET_UNPAID, REMOVE_SHOWS] },
  sandbox_webhooks: { owner: 'src/modules/payments', also: [REMOVE_SHOWS] },
  sandbox_answers: { owner: 'src/modules/payments', also: [REMOVE_SHOWS] },
  sandbox_shows: { owner: 'src/modules/sandbox' },
  waiting_rooms: { owner: 'src/modules/waiting-room', also: [REMOVE_SHOWS] },
  waiting_entries: { owner: 'src/modules/waiting-room', also: [REMOVE_SHOWS] },
  tickets: { owner: 'src/modules/tickets', also: [CONFIRM_BOOKING, REMOVE_SHOWS] },
  notifications: { owner: 'src/modules/notifications', also: [FORGET_UNPAID, REMOVE_SHOWS] },
  venues: SEATING,
  seating_plans: SEATING,
  plan_seats: SEATING,
  plan_areas: SEATING,
  shows: SHOWS,
  price_tiers: SHOWS,
  ticket_types: PRICING,
  ticket_prices: PRICING,
  fees: PRICING,
  codes: CODES,
  show_fences: SHOWS,
  show_cancellations: SHOWS,
  show_reschedules: SHOWS,
  booking_cancellations: { owner: 'src/modules/cancellations', also: [REMOVE_SHOWS] },
  refund_pace: { owner: 'src/modules/refunds' },
  show_metrics: { owner: 'src/modules/analytics', also: [REMOVE_SHOWS] },
  idempotency_keys: { owner: 'src/modules/idempotency', also: [REMOVE_SHOWS] },
  token_revocations: { owner: 'src/modules/identity' },
  history_epochs: { owner: 'src/modules/history' },
  history_witness: { owner: 'src/modules/history' },
  // Events are written by the statement that makes their change, or by the one for all others; the relay deletes old ones.
  outbox: {
    owner: 'src/platform/events',
    also: [
      'src/modules/events/sql/write-events.sql',
      'src/modules/inventory/sql/parts/write-events.sql',
      CREATE_BOOKING,
      CONFIRM_BOOKING,
    ],
  },
  outbox_pending: { owner: 'src/platform/events', also: ['src/modules/history/sql/publish-again.sql'] },
  outbox_refused: { owner: 'src/platform/events' },
  processed_events: { owner: 'src/platform/events' },
  secrets: { owner: 'src/platform/postgres' },
  write_probe: { owner: 'src/platform/postgres' },
};

interface Rule {
  what: string;
  pattern: RegExp;
  writers: Writers;
}

const WRITES = '(?:create|createMany\\w*|update|updateMany\\w*|upsert|delete|deleteMany)';

/** A table as SQL may name it: with its schema, in quotes. */
const named = (table: string) => `(?:"?\\w+"?\\s*\\.\\s*)?"?${table}"?(?!\\w)`;

function inSql(table: string): RegExp {
  const name = named(table);
  return new RegExp(
    [
      `\\b(?:insert\\s+into|delete\\s+from(?:\\s+only)?|merge\\s+into(?:\\s+only)?|truncate[\\w\\s",.]*?)\\s+${name}`,
      `\\bupdate(?:\\s+only)?\\s+${name}\\s+(?:(?:as\\s+)?"?\\w+"?\\s+)?set\\b`,
      `\\bcopy\\s+${name}\\s*(?:\\(|from\\b)`,
    ].join('|'),
    'gi',
  );
}

/** A write to the model, and one through a model that refers to it. */
function throughPrisma({ model, relations }: TableModel): RegExp {
  const direct = `\\.\\s*${model}\\s*\\.\\s*${WRITES}\\s*\\(`;
  const nested = `\\b(?:${relations.join('|')})\\s*:\\s*\\{\\s*(?:${WRITES}|connectOrCreate)\\b`;
  return new RegExp(relations.length === 0 ? direct : `${direct}|${nested}`, 'g');
}

interface TableModel {
  /** As the client names it. */
  model: string;
  /** Fields of other models that refer to it. */
  relations: string[];
}

/** The models of prisma/schema.prisma, by their tables. */
export function modelsByTable(schema = readFileSync(`${ROOT}prisma/schema.prisma`, 'utf8')): Map<string, TableModel> {
  const blocks = [...schema.matchAll(/^model (\w+) \{\n([^}]*)^\}/gm)];
  return new Map(
    blocks.map(([, model, body]) => {
      const table = /@@map\("(\w+)"\)/.exec(body!)![1]!;
      const fields = blocks.flatMap(([, , other]) => [
        ...other!.matchAll(new RegExp(`^ +(\\w+) +${model}(?:\\[\\]|\\?)?(?: |$)`, 'gm')),
      ]);
      const relations = [...new Set(fields.map(([, field]) => field!))];
      return [table, { model: `${model![0]!.toLowerCase()}${model!.slice(1)}`, relations }];
    }),
  );
}

const RULES: Rule[] = [
  ...[...modelsByTable()].flatMap(([table, model]): Rule[] => {
    const writers = WRITERS[table];
    if (!writers) throw new Error(`scripts/one-writer.ts does not say who writes ${table}`);
    return [
      { what: `changes ${table} in SQL`, pattern: inSql(table), writers },
      { what: `changes ${table} through Prisma`, pattern: throughPrisma(model), writers },
    ];
  }),
  {
    what: 'makes a seat event',
    pattern: /\bevent_type['"]?\s*[:,]\s*['"`]seat\./g,
    writers: { owner: INVENTORY },
  },
];

/** What a file does that only another module may do, a line each. */
export function foreignWrites(path: string, text: string): string[] {
  const code = withoutComments(path, text);
  return RULES.flatMap(({ what, pattern, writers: { owner, also = [] } }) => {
    if (path.startsWith(`${owner}/`) || also.includes(path)) return [];
    return [...code.matchAll(pattern)].map(({ index }) => `${path}:${lineAt(code, index)} ${what}: only ${owner} may`);
  });
}

/** The product's files, by their paths from the project's folder. */
export function lookedAt(): string[] {
  return sourceFiles('src/**/*.{ts,sql}', 'prisma/*.ts', 'scripts/*.ts').filter(
    (path) => path !== 'scripts/one-writer.ts',
  );
}

if (import.meta.main) {
  const found = lookedAt().flatMap((path) => foreignWrites(path, readFileSync(`${ROOT}${path}`, 'utf8')));
  for (const line of found) process.stderr.write(`${line}\n`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
