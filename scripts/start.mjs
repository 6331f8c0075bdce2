// npm start: sets up what is missing, then runs the product on the project's own Node.
import process from 'node:process';
import { bootstrap, runMain, runNode, say } from './bootstrap.mjs';

await runMain(async () => {
  await bootstrap();
  say('starting');
  return runNode('src/main.ts', process.argv.slice(2));
});
