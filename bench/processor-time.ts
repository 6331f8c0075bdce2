import { readdirSync, readFileSync } from 'node:fs';

/** Hundredths of a second, as Linux counts them for programs (USER_HZ). */
const TICK_MS = 10;

/**
 * The processor time in ms that all processes which this one has started have taken so far, those that they have started included: the
 * product, and the servers where they are the run's own. Linux only.
 */
export function startedProcesses_ms(): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(statOf);
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const sum = (pid: number): number =>
    (children.get(pid) ?? []).reduce((total, child) => total + child.time_ms + sum(child.pid), 0);
  return sum(process.pid);
}

/** Nothing for a process that has ended meanwhile. See proc_pid_stat(5): a name may have spaces and parentheses in it. */
function statOf(pid: string): { pid: number; parent: number; time_ms: number }[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Fields 4 (ppid) and 14 to 17: of itself, and of its children that it has waited for.
    const [parent, ...times] = [fields[1], ...fields.slice(11, 15)].map(Number);
    return [{ pid: Number(pid), parent: parent!, time_ms: times.reduce((a, b) => a + b, 0) * TICK_MS }];
  } catch {
    return [];
  }
}
