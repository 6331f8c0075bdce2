import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { forget, watch } from './reaper.ts';

const STOP_WITHIN_MS = 10_000;
const KEPT_LINES = 40;

/** A real server that runs for tests or for `npm run services`. */
export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process is gone and its temporary folder too. Idempotent. */
  stop(): Promise<void>;
  /** kill -9, for tests of what happens then. Resolves when the process is gone; the folder stays until `stop`. */
  kill(): Promise<void>;
}

export interface ServerProcess {
  readonly pid: number;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface ServerProcessOptions {
  command: string;
  args: readonly string[];
  cwd: string;
  env?: Record<string, string>;
  uid?: number;
  gid?: number;
  /** The line of its output that says that it takes requests. */
  readyLine: RegExp;
  readyWithin_ms: number;
  stopSignal?: NodeJS.Signals;
}

/** Starts the process and resolves at its ready line. Rejects with its last words when it ends before, or takes too long. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { command, args, cwd, uid, gid, readyLine, readyWithin_ms, stopSignal = 'SIGTERM' } = options;
  // Its own process group: the terminal's Ctrl-C is ours to handle, in our order.
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  const lastLines: string[] = [];
  const ready = Promise.withResolvers<void>();
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', (error) => ready.reject(error));
  child.once('close', (code, signal) => {
    if (child.pid !== undefined) forget({ pid: child.pid });
    ready.reject(new Error(`${command} ended (${signal ?? `exit code ${code}`}): ${lastLines.slice(-6).join(' | ')}`));
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      if (readyLine.test(line)) ready.resolve();
    });
  }
  if (child.pid !== undefined) watch({ pid: child.pid, signal: stopSignal });
  const tooLate = setTimeout(() => {
    ready.reject(new Error(`${command} was not ready within ${readyWithin_ms} ms: ${lastLines.slice(-6).join(' | ')}`));
  }, readyWithin_ms);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await exited.finally(() => clearTimeout(deadline));
  };
  try {
    await ready.promise;
  } catch (error) {
    if (child.pid !== undefined) await end('SIGKILL');
    throw error;
  } finally {
    clearTimeout(tooLate);
  }
  return { pid: child.pid as number, stop: () => end(stopSignal), kill: () => end('SIGKILL') };
}

/** Ports of the loopback interface that were free a moment ago, each another. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
