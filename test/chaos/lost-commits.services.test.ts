import { expect, it } from 'vitest';
import { createRandom } from '../kit/basics/random.ts';
import { runChaos } from '../kit/chaos/chaos.ts';
import { COMMITS_LOST, REDIS_SET_BACK } from '../kit/chaos/faults.ts';
import { describeWithServices } from '../kit/servers/servers.ts';

/** A row of the table of faults: how often, for how long, of how long the commits were lost, and how many of the kit's own. */
const COMMITS_WERE_LOST = /^commits lost +1 +[\d.]+ +[\d.]+ +[1-9]\d*$/m;

describeWithServices('an installation whose PostgreSQL loses commits that it had acknowledged, under load', () => {
  it('recovers with what PostgreSQL still knows, and tells buyers what it does not know any more', {
    timeout: 180_000,
  }, async () => {
    const report = await runChaos({ random: createRandom(), duration_ms: 0, only: COMMITS_LOST });
    console.log(`\n${report}\n`);
    expect(report).toMatch(COMMITS_WERE_LOST);
  });
});

describeWithServices('an installation whose Redis falls back to an older state, under load', () => {
  it('gives nothing twice, and what has come free to whoever asks', { timeout: 180_000 }, async () => {
    const report = await runChaos({ random: createRandom(), duration_ms: 0, only: REDIS_SET_BACK });
    console.log(`\n${report}\n`);
    expect(report).toMatch(/^data lost +1 /m);
  });
});
