import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../product/product-process.ts';

/** What is installed and built for examples, kept between runs. */
export const EXAMPLES_CACHE = path.join(ROOT, 'node_modules/.cache/seatwire/examples');

/** The folder of an example. */
export function exampleFolder(name: string): string {
  return path.join(ROOT, 'examples', name);
}

/**
 * The Python of a virtual environment in which these requirements of the example are installed: as its README says. Made once for
 * each content of the files.
 */
export async function pythonOf(example: string, requirements: readonly string[]): Promise<string> {
  const files = requirements.map((file) => path.join(exampleFolder(example), file));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const folder = path.join(EXAMPLES_CACHE, `${example}-${hash(texts)}`);
  const python = path.join(folder, 'bin/python');
  // Written last: an interrupted installation is made anew.
  const done = path.join(folder, 'installed');
  if (existsSync(done)) return python;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await run('python3', ['-m', 'venv', folder]);
  const args = files.flatMap((file) => ['--requirement', file]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args]);
  await writeFile(done, '');
  return python;
}

/** Runs a program to its end in that folder, this repository's by default; resolves with what it printed, rejects with it. */
export async function run(command: string, args: readonly string[], cwd = ROOT, env = {}): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
  const { stdout, stderr } = await promisify(execFile)(command, args, options).catch(
    (error: { stdout: string; stderr: string; message: string }) => {
      throw new Error(`${error.message}\n${error.stdout}${error.stderr}`);
    },
  );
  return stdout + stderr;
}

export function hash(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
}
