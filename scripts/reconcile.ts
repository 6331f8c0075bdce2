import { parseArgs } from 'node:util';
import { createContainer } from '../src/app/container.ts';
import { type Config, loadConfig } from '../src/config.ts';
import type { Difference } from '../src/modules/ledger/differences.ts';
import { type Counts, type Reconciliation, reconcile } from '../src/modules/ledger/reconciliation.ts';
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
  Asks the payment provider about each payment, refund and dispute of the day (UTC), and for all that it has of that day itself, holds the ledger
  against them, and names each difference. Changes nothing. Exit code 1 if there is one, or if the provider gave no list.`;

const A_DAY_MS = 24 * 60 * 60 * 1000;

await runCommand(USAGE, async () => {
  const { values } = parseArgs({ options: { date: { type: 'string' }, json: { type: 'boolean', default: false } } });
  const from = dayOf(values.date);
  const config = loadConfig(process.env);
  const database = createDatabase({ url: await findDatabaseUrl() });
  try {
    const provider = await providerOf(config, database);
    const found = await reconcile({ database, provider }, { from, to: new Date(from.getTime() + A_DAY_MS) });
    process.stdout.write(values.json ? `${JSON.stringify(found)}\n` : reportOf(found, values.date!, provider.name));
    if (found.differences.length + found.unlisted.length > 0) process.exitCode = 1;
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

function reportOf(
  { here, there, foreign, unlisted, differences }: Reconciliation,
  day: string,
  provider: string,
): string {
  const outcome = differences.length === 0 ? 'no difference' : `${differences.length} differences`;
  const others =
    sumOf(foreign) === 0 ? '' : `, beside ${foreign.payments}, ${foreign.refunds} and ${foreign.disputes} of others`;
  const of = ({ payments, refunds, disputes }: Counts) =>
    `${payments} payments, ${refunds} refunds and ${disputes} disputes`;
  return [
    ...differences.map((difference) => textOf(difference, provider)),
    ...unlisted.map(({ what, error }) => `${provider} gave no list of its ${what}, no answer: ${error}`),
    `${day}: ${of(here)} here, ${of(there)} at ${provider}${others}: ${outcome}.`,
    '',
  ].join('\n');
}

function sumOf({ payments, refunds, disputes }: Counts): number {
  return payments + refunds + disputes;
}

function dayOf(date: string | undefined): Date {
  const day = new Date(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(date ?? '') || Number.isNaN(day.getTime())) {
    throw new UsageError('--date must be a day, such as 2027-03-14.');
  }
  return day;
}

function textOf(difference: Difference, provider: string): string {
  const { kind, of, id, paymentId, reference, providerReference, amount, currency, here, there } = difference;
  const money = (minor: number | string, unit = currency) =>
    typeof minor === 'number' ? `${decimalOf(minor, exponentOf(unit))} ${unit}` : minor;
  const name = id ?? `a ${of}`;
  const ofPayment = id === paymentId ? '' : ` of ${paymentId}`;
  const order = reference === null ? 'no order' : `order ${reference}`;
  const about = `${name}${ofPayment}, ${order}, ${money(amount)}, ${providerReference ?? 'no id'} at ${provider}`;
  switch (kind) {
    case 'STATUS':
      return `${about}: ${here} here, ${there} there`;
    case 'AMOUNT':
      return `${about}: ${money(here)} here, ${money(there, difference.currencyThere)} there`;
    case 'LEDGER':
      return `${about}: ${money(here)} by the payment and its refunds, ${money(there)} in the ledger`;
    case 'NO_ANSWER':
      return `${about}: ${here} here, no answer: ${there}`;
  }
}
