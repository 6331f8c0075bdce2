import { parseArgs } from 'node:util';
import { createContainer } from '../src/app/container.ts';
import { type Config, loadConfig } from '../src/config.ts';
import { type Difference, reconcile } from '../src/modules/ledger/reconciliation.ts';
import type { Available, NodeParts } from '../src/modules/manifest.ts';
import { paymentsModule } from '../src/modules/payments/index.ts';
import type { PaymentProvider } from '../src/modules/payments/payment-provider.ts';
import { createLogger } from '../src/platform/observability/logger.ts';
import { createDatabase, type Database } from '../src/platform/postgres/database.ts';
import { exponentOf } from '../src/shared/money/currencies.ts';
import { decimalOf } from '../src/shared/money/money-format.ts';
import { runCommand, UsageError } from './command.ts';
import { findDatabaseUrl } from './database-url.ts';

const USAGE = `npm run reconcile -- --date YYYY-MM-DD [--json]
  Asks the payment provider about each payment and refund of the day (UTC), holds the ledger against them, and names each difference.
  Changes nothing. Exit code 1 if there is one.`;

const A_DAY_MS = 24 * 60 * 60 * 1000;

await runCommand(USAGE, async () => {
  const { values } = parseArgs({ options: { date: { type: 'string' }, json: { type: 'boolean', default: false } } });
  const from = dayOf(values.date);
  const config = loadConfig(process.env);
  const database = createDatabase({ url: await findDatabaseUrl() });
  try {
    const provider = await providerOf(config, database);
    const { payments, refunds, differences } = await reconcile(
      { database, provider },
      { from, to: new Date(from.getTime() + A_DAY_MS) },
    );
    if (values.json) process.stdout.write(`${JSON.stringify({ payments, refunds, differences })}\n`);
    else {
      for (const difference of differences) process.stdout.write(`${textOf(difference, provider.name)}\n`);
      const outcome = differences.length === 0 ? 'no difference' : `${differences.length} differences`;
      process.stdout.write(
        `${values.date}: ${payments} payments and ${refunds} refunds at ${provider.name}, ${outcome}.\n`,
      );
    }
    if (differences.length > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
});

/** As a node makes it. */
async function providerOf(config: Config, database: Database): Promise<PaymentProvider> {
  const logger = createLogger({ level: 'warn', nodeId: 'reconcile' });
  const parts: Partial<NodeParts> = { config, database, logger };
  const opened = await Promise.all(
    Object.entries(paymentsModule.opened).map(async ([name, open]) => [name, await open(parts as NodeParts)] as const),
  );
  const given: Partial<Available> = { ...parts, ...Object.fromEntries(opened) };
  return createContainer<Available>(given, [paymentsModule.components]).paymentProvider;
}

function dayOf(date: string | undefined): Date {
  const day = new Date(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(date ?? '') || Number.isNaN(day.getTime())) {
    throw new UsageError('--date must be a day, such as 2027-03-14.');
  }
  return day;
}

function textOf(
  { kind, id, paymentId, reference, providerReference, amount, currency, here, there }: Difference,
  provider: string,
) {
  const money = (minor: number | string) =>
    typeof minor === 'number' ? `${decimalOf(minor, exponentOf(currency))} ${currency}` : minor;
  const of = id === paymentId ? '' : ` of ${paymentId}`;
  const about = `${id}${of}, order ${reference}, ${money(amount)}, ${providerReference ?? 'no id'} at ${provider}`;
  switch (kind) {
    case 'STATUS':
      return `${about}: ${here} here, ${there} there`;
    case 'AMOUNT':
      return `${about}: ${money(here)} here, ${money(there)} there`;
    case 'LEDGER':
      return `${about}: ${money(here)} by the payment and its refunds, ${money(there)} in the ledger`;
    case 'NO_ANSWER':
      return `${about}: ${here} here, no answer: ${there}`;
  }
}
