/**
 * The reaper's own process (see reaper.ts): told by its standard input what to watch, it waits for the end of that pipe.
 * The pipe ends however its parent ends, kill -9 included; whatever is still watched then is stopped and removed.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const GRACE_MS = 5_000;
const POLL_MS = 50;

export interface ReaperMessage {
  do: 'watch' | 'forget';
  pid?: number;
  signal?: NodeJS.Signals;
  folder?: string;
}

const processes = new Map<number, NodeJS.Signals>();
const folders = new Set<string>();

function note({ do: action, pid, signal, folder }: ReaperMessage): void {
  if (pid !== undefined) action === 'watch' ? processes.set(pid, signal ?? 'SIGTERM') : processes.delete(pid);
  if (folder !== undefined) action === 'watch' ? folders.add(folder) : folders.delete(folder);
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function reap(): Promise<void> {
  for (const [pid, signal] of processes) send(pid, signal);
  const deadline = Date.now() + GRACE_MS;
  while ([...processes.keys()].some((pid) => send(pid, 0)) && Date.now() < deadline) await delay(POLL_MS);
  for (const pid of processes.keys()) send(pid, 'SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

// The terminal's Ctrl-C reaches the whole process group; the parent decides what ends when.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
createInterface({ input: process.stdin })
  .on('line', (line) => note(JSON.parse(line) as ReaperMessage))
  .on('close', () => void reap());
