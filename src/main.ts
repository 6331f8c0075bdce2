import { type App, createApp } from './app/app.ts';
import { isFatalFailure } from './app/fatal-failure.ts';
import { banner } from './app/welcome.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { createLogger, type Logger } from './platform/observability/logger.ts';
import { StartupError } from './platform/processes/startup-error.ts';
import { within } from './platform/timing/within.ts';

const STOP_DEADLINE_MS = 10_000;
// Ctrl-C reaches us from the terminal and again from npm, which passes it on: that is one wish to stop, not two.
const SAME_SIGNAL_MS = 1_000;

/** One clear line for each thing that the operator can put right; null for a bug. */
function explain(error: unknown, config: Config | null): readonly string[] | null {
  if (error instanceof ConfigError) return error.lines;
  if (error instanceof StartupError) return [error.message];
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && config) {
    return [`PORT: ${config.http.port} is in use: stop what uses it, or choose another.`];
  }
  return null;
}

function failStart(error: unknown, config: Config | null): never {
  const lines = explain(error, config) ?? [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

async function run(config: Config, logger: Logger): Promise<void> {
  const app = createApp(config, logger);
  const started = app.start();
  const isStopping = stopOnSignals({ app, started, logger });
  const running = await started;
  if (!isStopping()) process.stdout.write(banner({ ...running, config }));
}

/** Returns whether stopping has begun. */
function stopOnSignals({
  app,
  started,
  logger,
}: {
  app: App;
  started: Promise<unknown>;
  logger: Logger;
}): () => boolean {
  let stoppingSince: number | null = null;
  const stop = async (reason: string, exitCode: number) => {
    if (stoppingSince !== null) {
      if (Date.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppingSince = Date.now();
    logger.info({ reason }, 'stopping');
    try {
      const stopped = started.catch(() => {}).then(() => app.stop());
      await within(STOP_DEADLINE_MS, stopped, () => new Error(`not done within ${STOP_DEADLINE_MS} ms`));
      logger.info('stopped');
      process.exit(exitCode);
    } catch (error) {
      logger.error({ err: error }, 'stopping failed');
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal, 0));
  // scripts/start.mjs holds a channel to us: when it was killed outright, this is how we know.
  if (process.connected) process.once('disconnect', () => stop('the parent process is gone', 0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => {
      if (!isFatalFailure(event, error)) {
        logger.warn({ err: error }, 'a failure of a lost connection or of an answer was not handled');
        return;
      }
      logger.fatal({ err: error }, event);
      stop(event, 1);
    });
  }
  return () => stoppingSince !== null;
}

// Whoever read our output may be gone before us.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

let config: Config | null = null;
try {
  config = loadConfig(process.env);
  await run(config, createLogger({ level: config.log.level, nodeId: config.nodeId }));
} catch (error) {
  failStart(error, config);
}
