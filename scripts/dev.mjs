// npm run dev: sets up what is missing, tools for development included, then runs scripts/dev.ts on the project's own Node.
import { bootstrap, runMain, runNode } from './bootstrap.mjs';

await runMain(async () => {
  await bootstrap({ dev: true });
  return runNode('scripts/dev.ts');
});
