// npm test: sets up what is missing, generates the typed documents of the tests, then runs them all; arguments go to vitest.
import process from 'node:process';
import { BootstrapError, bootstrap, runMain, runTool, say } from './bootstrap.mjs';

await runMain(async () => {
  await bootstrap({ dev: true });
  say('generating the typed GraphQL documents');
  if ((await runTool('graphql-codegen')) !== 0) throw new BootstrapError('graphql-codegen failed: see above.');
  say('running the tests');
  return runTool('vitest', ['run', ...process.argv.slice(2)]);
});
