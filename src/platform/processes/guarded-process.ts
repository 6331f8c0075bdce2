import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { sendSignal } from './process-table.ts';

/**
 * Runs "$@" and stops it when standard input closes: when this process lets go of it, and also when this process was
 * killed and could not. Descriptor 3 carries the program's process id.
 */
const GUARD = `
exec 4<&0
"$@" 4<&- 3>&- </dev/null &
program=$!
echo "$program" >&3
exec 3>&-
{ cat <&4 >/dev/null; kill -"$GUARD_SIGNAL" "$program"; } >/dev/null 2>&1 &
exec 4<&-
wait "$program"
`;

export interface GuardedProcessOptions {
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Runs the program as this user; only root may. */
  user?: { uid: number; gid: number };
  /** What tells the program to end: `INT`, `TERM`, … */
  stopSignal: string;
  /** Called for each line that the program writes, in order. */
  onLine?: (line: string) => void;
}

export interface GuardedProcess {
  /** The program's own process id. */
  readonly pid: number;
  /** Resolves with the exit code once the program has ended and its last line was handed over; never rejects. */
  readonly exited: Promise<number>;
  /** Asks the program to end, kills it when it has not after `deadline_ms` (8,000), resolves when it is gone. */
  stop(deadline_ms?: number): Promise<void>;
}

/**
 * Starts a program that does not outlive this process, not even when this process is killed with SIGKILL. The program
 * runs in a session of its own, so that Ctrl-C in a terminal reaches only us and the order of stopping is ours.
 * Rejects when it can't be started.
 */
export async function startGuardedProcess(options: GuardedProcessOptions): Promise<GuardedProcess> {
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', options.command, ...options.args], {
    cwd: '/',
    detached: true,
    env: { ...(options.env ?? process.env), GUARD_SIGNAL: options.stopSignal },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    ...options.user,
  });
  guard.stdin?.on('error', () => {}); // the guard may be gone already
  const output = [guard.stdout, guard.stderr].map((stream) => forEachLine(stream as Readable, options.onLine));
  const closed = new Promise<number>((resolve) => {
    guard.once('exit', (code) => {
      guard.stdin?.destroy();
      Promise.all(output).then(() => resolve(code ?? 1));
    });
    guard.once('error', () => resolve(1));
  });
  const pid = await readPid(guard);
  return {
    pid,
    exited: closed,
    async stop(deadline_ms = 8_000) {
      guard.stdin?.destroy();
      const timer = setTimeout(() => sendSignal(pid, 'SIGKILL'), deadline_ms);
      await closed;
      clearTimeout(timer);
    },
  };
}

function readPid(guard: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const stream = guard.stdio[3] as Readable;
    stream.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    stream.once('close', () => {
      if (/^\d+\n$/.test(text)) resolve(Number(text));
      else reject(new Error('The guard process ended before it started its program.'));
    });
    guard.once('error', reject);
  });
}

/** Resolves when the stream has ended. Always reads it to its end: a full pipe would stop the program. */
function forEachLine(stream: Readable, onLine: ((line: string) => void) | undefined): Promise<void> {
  const lines = createInterface({ input: stream });
  lines.on('line', (line) => onLine?.(line));
  return new Promise((resolve) => {
    lines.once('close', resolve);
  });
}
