// npm test: sets up what is missing, generates the typed documents of the tests, then runs them all; arguments go to vitest.
import process from 'node:process';
import { BootstrapError, bootstrap, runMain, runNode, runTool, say } from './bootstrap.mjs';

await runMain(async () => {
  await bootstrap({ dev: true });
  say('generating the typed GraphQL documents');
  if ((await runTool('graphql-codegen')) !== 0) throw new BootstrapError('graphql-codegen failed: see above.');
  if ((await runNode('scripts/schema-package.ts')) !== 0) throw new BootstrapError('scripts/schema-package.ts failed.');
  say('running the tests');
  return runTool('vitest', ['run', ...process.argv.slice(2)]);
});
