import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ReaperMessage } from './reaper-main.ts';

/**
 * One small process per process of ours that starts servers. It stops what is still watched when we end without having
 * stopped it ourselves: after an exception, and after kill -9.
 */
let reaper: ChildProcess | null = null;

/** Has the process stopped with that signal, or the folder removed, should we end before `forget`. */
export function watch(what: Omit<ReaperMessage, 'do'>): void {
  tell({ do: 'watch', ...what });
}

export function forget(what: Omit<ReaperMessage, 'do' | 'signal'>): void {
  tell({ do: 'forget', ...what });
}

function tell(message: ReaperMessage): void {
  reaper ??= startReaper();
  reaper.stdin?.write(`${JSON.stringify(message)}\n`);
}

function startReaper(): ChildProcess {
  const main = fileURLToPath(new URL('./reaper-main.ts', import.meta.url));
  // NODE_OPTIONS of a test runner (loaders, inspectors) are not for this process.
  const env = { ...process.env, NODE_OPTIONS: '' };
  const child = spawn(process.execPath, [main], { stdio: ['pipe', 'ignore', 'inherit'], detached: true, env });
  child.on('exit', () => {
    reaper = null;
  });
  // It must not keep us alive: our end is what it waits for.
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return child;
}
