import { expect, it } from 'vitest';
import { createRandom } from '../kit/basics/random.ts';
import { runChaos } from '../kit/chaos/chaos.ts';
import { COMMITS_LOST, DATA_SET_BACK } from '../kit/chaos/faults.ts';
import { describeWithServices } from '../kit/servers/servers.ts';

const MINUTES = Number(process.env.CHAOS_MINUTES ?? 0);
const NODES = Number(process.env.CHAOS_NODES ?? 2);
const ONLY = process.env.CHAOS_ONLY ?? '';
/** Rows of the table of faults: that PostgreSQL lost commits that it had acknowledged, with some of the kit's own, and that Redis fell back. */
const COMMITS_WERE_LOST = new RegExp(`^${COMMITS_LOST} +[1-9]\\d* +[\\d.]+ +[\\d.]+ +[1-9]\\d*$`, 'm');
const REDIS_FELL_BACK = new RegExp(`^${DATA_SET_BACK} +[1-9]`, 'm');

describeWithServices('an installation whose parts die at random under load', () => {
  it('recovers without a hand, with balanced books and an explicable history', {
    timeout: (MINUTES + 6) * 60_000,
  }, async () => {
    const duration_ms = MINUTES * 60_000;
    const report = await runChaos({ random: createRandom(), duration_ms, nodeCount: NODES, only: ONLY });
    console.log(`\n${report}\n`);
    expect(report).toMatch(/^fault .*\n[\s\S]*checked: lock /);
    if (ONLY !== '') return;
    expect(report).toMatch(COMMITS_WERE_LOST);
    expect(report).toMatch(REDIS_FELL_BACK);
  });
});
