import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { describeWithRedis, requireRedis } from '../kit/servers/servers.ts';

const RUN = fileURLToPath(new URL('../../bench/run.ts', import.meta.url));

describeWithRedis('npm run bench', () => {
  // redis-benchmark gets the script's keys and arguments from us: nothing else would tell that they are not its own any more.
  it('measures locks against the very script that the lock store runs', async () => {
    const env = { ...process.env, REDIS_URL: requireRedis() };
    const { stdout } = await promisify(execFile)(process.execPath, [RUN, 'P2', '--quick'], { env });
    expect(stdout).toMatch(
      /seat lock store \/ redis-benchmark with its script +\| [\d,]+ locks\/s +\| [\d,]+ locks\/s/,
    );
  });
});
