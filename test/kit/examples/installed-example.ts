import { cp } from 'node:fs/promises';
import path from 'node:path';
import { npm } from '../product/packed-packages.ts';
import { exampleFolder } from './example-tools.ts';

/** A project of examples/ as somebody has it who has copied and installed it. */
export interface InstalledExample {
  readonly folder: string;
  /** Runs a script of its package.json; rejects with what it has written when it fails. */
  run(script: string, settings?: Readonly<Record<string, string>>): Promise<void>;
}

/**
 * Copies an example to `examples/<name>` of `folder` and installs it by its lock file: of this repository's packages what is in
 * `packages` of the same folder (`unpackPackages`), everything else from npm.
 */
export async function installExample(folder: string, name: string): Promise<InstalledExample> {
  const project = path.join(folder, 'examples', name);
  const isSource = (file: string) => !['node_modules', 'dist'].includes(path.basename(file));
  await cp(exampleFolder(name), project, { recursive: true, filter: isSource });
  await npm(['ci', '--prefer-offline', '--ignore-scripts'], project);
  return { folder: project, run: (script, settings) => npm(['run', script], project, settings) };
}
