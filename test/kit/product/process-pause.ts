import { readdirSync, readFileSync } from 'node:fs';
import { sendSignal } from '../../../src/platform/processes/process-table.ts';

/** Stops a process and all that it has started, as it stands (SIGSTOP). */
export function pauseProcess(pid: number): void {
  // From the top: what is stopped starts no further ones.
  sendSignal(pid, 'SIGSTOP');
  for (const child of childrenOf(pid)) pauseProcess(child);
}

/** Lets them go on. One that has ended meanwhile is left out. */
export function resumeProcess(pid: number): void {
  for (const child of childrenOf(pid)) resumeProcess(child);
  sendSignal(pid, 'SIGCONT');
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name in parentheses, may hold blanks itself; the parent is the fourth.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
