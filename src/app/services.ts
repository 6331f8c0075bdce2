import type { Config } from '../config.ts';
import type { Available, Components, ModuleManifest, NodeParts, WorkerManifest } from '../modules/manifest.ts';
import { createDueWorker, type DueWorker } from '../platform/jobs/due-worker.ts';
import type { Logger } from '../platform/observability/logger.ts';
import type { Services } from '../schema/context.ts';
import { createContainer } from './container.ts';
import { DECLARED, MODULES } from './modules.ts';
import type { Parts } from './parts.ts';
import { runsHere } from './roles.ts';

/** What the modules have made: their components by name, and what the node takes of them. */
export interface BoxOffice extends Components {
  /** What resolvers may call. */
  services: Services;
  /** Those that run on this node: started last, stopped first. */
  workers: readonly DueWorker[];
  /** What the other factories of the manifests get. */
  available: Available;
}

/** Puts the box office together on its parts, of what the modules declare. Nothing runs yet. */
export async function createBoxOffice(config: Config, logger: Logger, parts: Parts): Promise<BoxOffice> {
  const given: NodeParts = { ...parts, config, logger, declared: DECLARED };
  const opened = await openAll(given);
  const available = createContainer<Available>(
    { ...given, ...opened },
    MODULES.map(({ components = {} }) => components),
  );
  const services = createContainer<Services>(
    {},
    MODULES.map(({ services = {} }) => services).map((factories) => boundTo(available, factories)),
  );
  const names = MODULES.flatMap(({ opened = {}, components = {} }) => [opened, components].flatMap(Object.keys));
  const components = Object.fromEntries(names.map((name) => [name, available[name as keyof Components]]));
  return {
    ...(components as unknown as Components),
    // Copied, so that all are made now and not at the first request.
    services: { ...services },
    workers: MODULES.flatMap(({ workers = [] }) => workers)
      .filter(({ on }) => runsHere(config, on))
      .map((worker) => workerOf(worker, available)),
    available,
  };
}

async function openAll(given: NodeParts): Promise<Partial<Components>> {
  const factories = MODULES.flatMap(({ opened = {} }) => Object.entries(opened));
  return Object.fromEntries(await Promise.all(factories.map(async ([name, open]) => [name, await open(given)])));
}

function boundTo(
  available: Available,
  factories: NonNullable<ModuleManifest['services']>,
): Record<string, () => unknown> {
  return Object.fromEntries(Object.entries(factories).map(([name, make]) => [name, () => make(available)]));
}

function workerOf(declared: WorkerManifest, available: Available): DueWorker {
  if (declared.worker) return declared.worker(available);
  const { name, interval_ms, run } = declared;
  return createDueWorker({ name, logger: available.logger, maxSleep_ms: interval_ms, runDue: run(available) });
}
