import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { forget, watch } from './reaper.ts';

export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** An empty folder that goes away with `remove`, or with our process. Others may enter it: servers run as other users. */
export async function temporaryFolder(name: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), `seatwire-${name}-`));
  watch({ folder: path });
  await chmod(path, 0o755);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      forget({ folder: path });
    },
  };
}

/** The tool's full path, or null when no folder of PATH has it. */
export function findOnPath(tool: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, tool)).find((path) => existsSync(path)) ?? null;
}
