import { parseArgs } from 'node:util';
import { loadConfig } from '../src/config.ts';
import { mailFolder } from '../src/modules/notifications/mail-folder.ts';
import { createCustomerData } from '../src/modules/privacy/customer-data.ts';
import { createDatabase } from '../src/platform/postgres/database.ts';
import { runCommand, UsageError } from './command.ts';
import { findDatabaseUrl } from './database-url.ts';

const USAGE = `npm run erase -- --email ADDRESS
  Erases, for good, the customer of all bookings with this address: name, address, phone number, and their mails
  in DATA_DIR. The bookings keep their seats, tickets and money.`;

/** Erases a customer, who is found by the e-mail address of their bookings, and says what was erased. */
await runCommand(USAGE, async () => {
  const { values } = parseArgs({ options: { email: { type: 'string' } } });
  const email = values.email?.trim();
  if (!email?.includes('@')) throw new UsageError('--email must be the address that the bookings were made with.');
  const config = loadConfig(process.env);
  const database = createDatabase({ url: await findDatabaseUrl() });
  try {
    const data = createCustomerData({ database, mailFolder: mailFolder(config), retention: config.retention });
    const { bookings, files } = await data.erase({ email });
    process.stdout.write(
      bookings === 0
        ? 'No booking has this address.\n'
        : `Erased: the customer of ${bookings} bookings, where their mails went, and ${files} mails in ${mailFolder(config)}.\n` +
            'Running nodes forget their copies within seconds.\n',
    );
  } finally {
    await database.close();
  }
});
