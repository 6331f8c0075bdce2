import { type GuardedProcess, startGuardedProcess } from '../../src/platform/processes/guarded-process.ts';

const KEPT_LINES = 40;
const SHOWN_LINES = 4;

/** A real server that runs for tests or for `npm run services`. It never outlives this process. */
export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process has ended, asked to or not. */
  readonly exited: Promise<unknown>;
  /** Resolves when the process is gone and its temporary folder too. May be repeated. */
  stop(): Promise<void>;
  /** kill -9, for tests of what happens then. Resolves when the process is gone; its folder stays until `stop`. */
  kill(): Promise<void>;
  /** Starts it again where it was, with what it had written to disk; kills it before when it still runs. */
  restart(): Promise<void>;
}

/** From one start of a server's program to its end. */
export type ServerLife = Pick<RunningServer, 'url' | 'pid' | 'exited' | 'stop'>;

export interface ServerRun {
  /** Starts the program, each time at the same address and in the same folder. */
  launch(): Promise<ServerLife>;
  /** Removes what the program leaves behind. */
  cleanUp(): Promise<void>;
}

/** A server that can be killed and started again. Cleans up when it does not start. */
export async function runServer({ launch, cleanUp }: ServerRun): Promise<RunningServer> {
  let life = await launch().catch(async (error) => {
    await cleanUp();
    throw error;
  });
  return {
    get url() {
      return life.url;
    },
    get pid() {
      return life.pid;
    },
    get exited() {
      return life.exited;
    },
    kill: () => killServer(life),
    async restart() {
      await killServer(life);
      life = await launch();
    },
    async stop() {
      await life.stop();
      await cleanUp();
    },
  };
}

export interface ServerProcessOptions {
  command: string;
  args: readonly string[];
  /** Default: that of this process. */
  env?: NodeJS.ProcessEnv;
  /** Runs it as this user; only root may. Default: that of this process. */
  user?: { uid: number; gid: number };
  /** Called for each line of its output. */
  onLine?: (line: string) => void;
  /** The line of its output that says that it takes requests. */
  readyLine: RegExp;
  readyWithin_ms: number;
}

/** Starts the program and resolves at its ready line. Rejects with its last words when it ends before, or takes too long. */
export async function startServerProcess(options: ServerProcessOptions): Promise<GuardedProcess> {
  const { command, args, env, user, readyLine, readyWithin_ms } = options;
  const lastLines: string[] = [];
  const ready = Promise.withResolvers<void>();
  const fail = (what: string) =>
    ready.reject(new Error(`${command} ${what}: ${lastLines.slice(-SHOWN_LINES).join(' | ')}`));
  const server = await startGuardedProcess({
    command,
    args,
    ...(env && { env }),
    ...(user && { user }),
    stopSignal: 'TERM',
    onLine(line) {
      options.onLine?.(line);
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      if (readyLine.test(line)) ready.resolve();
    },
  });
  server.exited.then((code) => fail(`ended with exit code ${code}`));
  const tooLate = setTimeout(() => fail(`was not ready within ${readyWithin_ms} ms`), readyWithin_ms);
  try {
    await ready.promise;
    return server;
  } catch (error) {
    await killServer(server);
    throw error;
  } finally {
    clearTimeout(tooLate);
  }
}

/** kill -9. Resolves when the process is gone, at once when it was already. */
export async function killServer(server: Pick<RunningServer, 'pid' | 'exited'>): Promise<void> {
  try {
    process.kill(server.pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
  await server.exited;
}
