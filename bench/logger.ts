import { createLogger } from '../src/platform/observability/logger.ts';

/** For parts of the product that run inside the benchmark. */
export const logger = createLogger({ level: 'silent', nodeId: 'bench' });
