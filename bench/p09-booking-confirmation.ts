import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBookingCache } from '../src/modules/bookings/booking-cache.ts';
import { createSettlement, type Settlement } from '../src/modules/payments/settlement.ts';
import type { Database } from '../src/platform/postgres/database.ts';
import { createRedisKeys } from '../src/platform/redis/keys.ts';
import { createRedisCache } from '../src/platform/redis/redis-cache.ts';
import { NO_LIMITS } from '../test/kit/product/no-limits.ts';
import { removeFolder, temporaryFolder } from '../test/services/folder.ts';
import { type Benchmark, eachInFlight, interleaved, perSecond } from './benchmark.ts';
import { logger } from './logger.ts';
import { createPendingPayments } from './pending-payments.ts';
import { runProgram } from './programs.ts';
import { pgbenchScript, recordingDatabase, type Sample } from './recorded-sql.ts';

/** Connections to PostgreSQL on either side: as many as a node opens. */
const CONNECTIONS = 10;

/** None falls due: each payment is in time. */
const NONE = { requestSurplus: async () => undefined, wake: () => undefined };
const NO_CHANGES = { apply: () => Promise.reject(new Error('There are no changes here.')) };

export const benchmark: Benchmark = {
  id: 'P9',
  title: 'Booking confirmation: payment, booking, 4 tickets and events in one statement, 10 at a time',
  needs: ['postgres', 'redis'],
  async prepare(stand) {
    const database = await stand.createDatabase({ maxConnections: CONNECTIONS });
    const cache = createBookingCache({
      history: { epoch: { number: 1, id: 'epoch001' } },
      cache: createRedisCache({ redis: stand.connectRedis() }),
      keys: createRedisKeys(stand.prefix),
      logger,
    });
    const settlementOn = (on: Database): Settlement =>
      createSettlement({ database: on, cache, logger, refunds: NONE, changes: NO_CHANGES, limits: NO_LIMITS });
    const payments = await createPendingPayments(database);
    const count = stand.size(4_000, 200);
    const decision = { status: 'SUCCEEDED', reference: 'charge' } as const;

    async function record(number: number): Promise<Sample> {
      const recording = recordingDatabase(database);
      await settlementOn(recording.database).settle(payments.paymentId(number), decision);
      return { number, statements: recording.statements };
    }

    const folder = await temporaryFolder();
    stand.stack.defer(() => removeFolder(folder));
    const scriptFile = join(folder, 'confirm.sql');
    const first = await payments.add(2);
    await writeFile(
      scriptFile,
      `\\set i :i + 1\n\\set n :first + :client_id * :each + :i\n${pgbenchScript(await record(first), await record(first + 1))}\n`,
    );

    const settlement = settlementOn(database);
    return {
      measure: interleaved({
        async settled() {
          const from = await payments.add(count);
          const ids = Array.from({ length: count }, (_, index) => payments.paymentId(from + index));
          const rate = await perSecond(count, () =>
            eachInFlight(ids, CONNECTIONS, (id) => settlement.settle(id, decision)),
          );
          await payments.checkConfirmed(from, count);
          return rate;
        },
        async pgbench() {
          const from = await payments.add(count);
          const each = count / CONNECTIONS;
          const run = ['-n', '-M', 'prepared', '-c', `${CONNECTIONS}`, '-t', `${each}`, '-f', scriptFile];
          const variables = ['-D', 'i=-1', '-D', `first=${from}`, '-D', `each=${each}`];
          const output = await runProgram('pgbench', [...run, ...variables, database.url], {
            debianPackage: 'postgresql-contrib',
          });
          await payments.checkConfirmed(from, count);
          const tps = /^tps = ([\d.]+)/m.exec(output)?.[1];
          if (!tps) throw new Error(`pgbench printed no rate: ${output}`);
          return Number(tps);
        },
      }),
      comparisons: [
        {
          name: 'settle / pgbench with its SQL',
          unit: 'bookings/s',
          ours: 'settled',
          reference: 'pgbench',
          goal: { least: 0.8 },
        },
      ],
    };
  },
};
