import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createRandom } from '../kit/basics/random.ts';
import { expectRecovered, LOCK_TTL_MS, openMarket } from '../kit/chaos/chaos.ts';
import { gatherCrowd } from '../kit/chaos/chaos-crowd.ts';
import { faultTable, workTable } from '../kit/chaos/chaos-report.ts';
import { now_ms } from '../kit/checks/history.ts';
import { startInstallation } from '../kit/product/installation.ts';
import { describeWithServices } from '../kit/servers/servers.ts';

/** `npm run chaos -- --kafka-outage 60` for a full minute. */
const OUTAGE_S = Number(process.env.CHAOS_KAFKA_OUTAGE_S ?? 6);
/** Of ordinary trade before and after it. */
const ORDINARY_MS = 2_000;

describeWithServices('an installation whose Kafka is away for a while under load', () => {
  it('goes on with every mutation, and tells everything afterwards, each event once in effect', {
    timeout: (OUTAGE_S + 200) * 1_000,
  }, async () => {
    const random = createRandom();
    await using installation = await startInstallation({ nodeCount: 2, lockTtl_ms: LOCK_TTL_MS });
    const { nodes, kafka, database } = installation;
    const market = await openMarket(installation);
    const urls = nodes.map(({ url }) => url);
    const crowd = gatherCrowd({ urls, lockTtl_ms: LOCK_TTL_MS, sale: market.sale, random, buyerCount: 8 });
    const { history } = crowd;
    await delay(ORDINARY_MS);

    const from_ms = now_ms();
    await kafka.kill();
    const done = { size: history.size, refusals: crowd.refusals };
    for (let second = 0; second < OUTAGE_S && !crowd.closing.aborted; second += 1) {
      await delay(1_000);
      await market.replenish();
    }
    expect(crowd.refusals, 'buyers told to try again').toBe(done.refusals);
    expect(history.size).toBeGreaterThan(done.size + 3 * OUTAGE_S);
    const [waiting] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM outbox_pending');
    expect(waiting!.count).toBeGreaterThan(OUTAGE_S);
    await kafka.restart();
    history.disturbed({ from_ms, to_ms: now_ms() }, LOCK_TTL_MS);

    await delay(ORDINARY_MS);
    await crowd.goHome();
    await expectRecovered(installation, market, crowd);
    expect(installation.errors, 'what the nodes logged as errors').toEqual([]);
    const outage = { name: 'Kafka away', kind: 'server killed', lost: [], lasted_ms: OUTAGE_S * 1_000 };
    console.log(`\n${faultTable([outage])}\n\n${await workTable(database, history)}\n`);
  });
});
