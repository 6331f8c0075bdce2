import { openParts } from '../../../src/app/parts.ts';
import { type BoxOffice, createBoxOffice } from '../../../src/app/services.ts';
import { loadConfig } from '../../../src/config.ts';
import { createLogger } from '../../../src/platform/observability/logger.ts';
import { createReleaseStack } from '../../../src/platform/processes/release-stack.ts';
import type { TestApp } from './app.ts';
import { uniquePrefix } from './prefix.ts';

/** Where buyers are served without HTTP. */
export interface Counter extends AsyncDisposable {
  readonly services: BoxOffice['services'];
}

/**
 * The services of another node of that app's installation, on connections of its own, without HTTP, consumers and workers
 * (the app has those): for rushes in which HTTP would take most of the time.
 */
export async function openCounter(app: TestApp, env: Readonly<Record<string, string>> = {}): Promise<Counter> {
  const config = loadConfig({ ...app.env, NODE_ID: `counter-${uniquePrefix()}`, ...env });
  const logger = createLogger({ level: config.log.level, nodeId: config.nodeId });
  const stack = createReleaseStack(logger);
  try {
    const { services } = await createBoxOffice(config, logger, await openParts(config, logger, stack));
    return { services, [Symbol.asyncDispose]: () => stack.unwind() };
  } catch (error) {
    await stack.unwind();
    throw error;
  }
}
