// Runs a script of this folder on the project's own Node, setting up what is missing first: node scripts/run.mjs FILE …
import process from 'node:process';
import { bootstrap, runMain, runNode } from './bootstrap.mjs';

await runMain(async () => {
  const [file, ...args] = process.argv.slice(2);
  await bootstrap();
  return runNode(file, args);
});
