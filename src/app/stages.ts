import type { Stage } from '../modules/manifest.ts';
import type { ReleaseStack } from '../platform/processes/release-stack.ts';
import { MODULES } from './modules.ts';
import { runsHere } from './roles.ts';
import type { BoxOffice } from './services.ts';

/** Starts what the modules run from that stage on, in the modules' order, and pushes what stops it. */
export async function startStage(
  stage: Stage,
  { office: { available }, stack }: { office: BoxOffice; stack: ReleaseStack },
  ownUrl: string | null = null,
): Promise<void> {
  for (const run of MODULES.flatMap(({ runs = [] }) => runs)) {
    if (run.stage !== stage || !runsHere(available.config, run.on)) continue;
    await run.start(available, { ownUrl });
    stack.push(run.name, () => run.stop?.(available));
  }
}
