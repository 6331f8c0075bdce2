import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isRunning, processIdentity } from '../../src/platform/processes/process-table.ts';

const REMOVE = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 };
// Containers may share a /tmp and not see one another's processes: only this host's folders are ours to judge.
const PREFIX = `seatwire-${hostname()}-`;

/**
 * An empty folder for one server. Others may enter it: servers run as other users. Folders of processes that were killed
 * before they could remove theirs are removed on the way.
 */
export async function temporaryFolder(): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-')[0] : undefined;
    if (owner && !isRunning(owner)) await removeFolder(join(tmpdir(), name));
  }
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${processIdentity(process.pid)}-`));
  await chmod(path, 0o755);
  return path;
}

export function removeFolder(path: string): Promise<void> {
  return rm(path, REMOVE);
}

/** The tool's full path, or null when no folder of the path (default: PATH) has it. */
export function findOnPath(tool: string, path: string = process.env.PATH ?? ''): string | null {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, tool)).find((path) => existsSync(path)) ?? null;
}
