import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

// A process that has ended keeps its id until its parent has asked for its exit code (a zombie): that may take a moment on a busy
// machine, or for ever in a container whose first process asks for none. Here it counts as ended.

/**
 * Names a process for good: ids are used again, an id together with its start time is not. Null when no process has
 * this id, or only one that has ended.
 */
export function processIdentity(pid: number): string | null {
  const startedAt = existsSync('/proc/self/stat') ? startTick(pid) : ps(pid, 'lstart');
  return startedAt === null ? null : `${pid}.${startedAt.replace(/\W+/g, '')}`;
}

/** Whether the process of this identity still runs. */
export function isRunning(identity: string): boolean {
  return processIdentity(Number.parseInt(identity, 10)) === identity;
}

/** The command line of a process, its words separated by blanks; null when no process has this id, or only one that has ended. */
export function commandLine(pid: number): string | null {
  if (!existsSync('/proc/self/cmdline')) return ps(pid, 'command');
  // That of a process which has ended is empty.
  return readOrNull(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() || null;
}

/** Sends a signal; one to a process that has ended goes nowhere. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function startTick(pid: number): string | null {
  // The second field, the program's name in parentheses, may hold blanks itself; the state is the third, the start time the 22nd.
  const stat = readOrNull(`/proc/${pid}/stat`);
  const [state, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || 'ZX'.includes(state) ? null : (rest[18] ?? null);
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function ps(pid: number, column: string): string | null {
  try {
    const columns = ['-o', 'stat=', '-o', `${column}=`];
    const [state = '', ...text] = execFileSync('ps', [...columns, '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return state.startsWith('Z') ? null : text.join(' ') || null;
  } catch {
    return null;
  }
}
