import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * Names a process for good: ids are used again, an id together with its start time is not. Null when no process has
 * this id.
 */
export function processIdentity(pid: number): string | null {
  const startedAt = existsSync('/proc/self/stat') ? startTick(pid) : ps(pid, 'lstart');
  return startedAt === null ? null : `${pid}.${startedAt.replace(/\W+/g, '')}`;
}

/** Whether the process of this identity still runs. */
export function isRunning(identity: string): boolean {
  return processIdentity(Number.parseInt(identity, 10)) === identity;
}

/** The command line of a process, its words separated by blanks; null when no process has this id. */
export function commandLine(pid: number): string | null {
  if (!existsSync('/proc/self/cmdline')) return ps(pid, 'command');
  return readOrNull(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? null;
}

function startTick(pid: number): string | null {
  // The second field, the program's name in parentheses, may hold blanks itself; the start time is the 22nd.
  const stat = readOrNull(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
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
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
