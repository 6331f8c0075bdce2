// Plays random histories of money, as many as HISTORIES says (10,000), and holds the ledger against each: see test/integration/ledger-histories.test.ts.
import { spawnSync } from 'node:child_process';

const { HISTORIES = '10000' } = process.env;
const tests = ['scripts/test.mjs', 'test/integration/ledger-histories.test.ts', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, tests, {
  cwd: new URL('..', import.meta.url),
  env: { ...process.env, LEDGER_HISTORIES: HISTORIES },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
