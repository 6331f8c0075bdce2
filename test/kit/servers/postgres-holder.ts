// A process for tests to kill: runs PostgreSQL in the folder given, writes where, and stays.

import { startEmbeddedPostgres } from '../../../src/embedded/postgres/embedded.ts';
import { createLogger } from '../../../src/platform/observability/logger.ts';

const logger = createLogger({ level: 'silent', nodeId: 'holder' });
const server = await startEmbeddedPostgres({ dataDir: process.argv[2]!, logger });
console.log(JSON.stringify({ url: server.url, pid: server.pid }));
await server.exited;
