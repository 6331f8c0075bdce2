import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './product-process.ts';

export interface PackedPackages {
  /** Its tarball's size in bytes, by the package's name. */
  readonly bytes: ReadonlyMap<string, number>;
  /** A folder with nothing but those packages in it, installed from their tarballs, and these files. */
  project(name: string, files: Readonly<Record<string, string>>): Promise<string>;
}

/**
 * Packs what is published in packages/, and with it what it needs of others, from node_modules: so that installing them asks no
 * registry for anything. All is kept in `folder`.
 */
export async function packPackages(
  folder: string,
  { ours, others }: { ours: readonly string[]; others: readonly string[] },
): Promise<PackedPackages> {
  const tarballs = path.join(folder, 'tarballs');
  await mkdir(tarballs);
  for (const name of ours) await npm(['run', 'build'], path.join(ROOT, 'packages', name));
  const folders = [...ours.map((name) => `./packages/${name}`), ...others.map((name) => `./node_modules/${name}`)];
  await npm(['pack', '--ignore-scripts', '--pack-destination', tarballs, ...folders], ROOT);
  const bytes = new Map<string, number>();
  const dependencies: Record<string, string> = {};
  const files = await readdir(tarballs);
  for (const where of folders) {
    const { name, version } = JSON.parse(await readFile(path.join(ROOT, where, 'package.json'), 'utf8'));
    const file = files.find((tarball) => tarball === `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)!;
    bytes.set(name, (await stat(path.join(tarballs, file))).size);
    dependencies[name] = `file:${path.join(tarballs, file)}`;
  }
  const empty = path.join(folder, 'empty');
  await mkdir(empty);
  const manifest = { name: 'shop', version: '1.0.0', private: true, type: 'module', dependencies };
  await writeFile(path.join(empty, 'package.json'), JSON.stringify(manifest));
  await npm(['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], empty);
  return {
    bytes,
    async project(name, contents) {
      const project = path.join(folder, name);
      await cp(empty, project, { recursive: true });
      for (const [file, text] of Object.entries(contents)) await writeFile(path.join(project, file), text);
      return project;
    },
  };
}

/** Packages of packages/ as they are published: what is in their tarballs, each in a folder of `folder` by its name. */
export async function unpackPackages(folder: string, names: readonly string[]): Promise<void> {
  const tarballs = path.join(folder, 'tarballs');
  await mkdir(tarballs, { recursive: true });
  for (const name of names) {
    const source = path.join(ROOT, 'packages', name);
    await npm(['run', 'build'], source);
    await npm(['pack', '--ignore-scripts', '--pack-destination', tarballs, source], ROOT);
    const { version } = JSON.parse(await readFile(path.join(source, 'package.json'), 'utf8'));
    const target = path.join(folder, name);
    await mkdir(target);
    const tarball = path.join(tarballs, `seatwire-${name}-${version}.tgz`);
    await promisify(execFile)('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  }
}

/** The code of a README's examples in that language, in their order. */
export async function readmeExamples(name: string, language: string): Promise<string[]> {
  const text = await readFile(path.join(ROOT, 'packages', name, 'README.md'), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code]) => code!);
}

/** Runs npm there; rejects with what it has written when it fails. */
export async function npm(args: string[], cwd: string, settings: Readonly<Record<string, string>> = {}): Promise<void> {
  // What `npm test` tells the programs that it starts is not meant for these.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const ran = promisify(execFile)('npm', args, { cwd, env: { ...env, ...settings } });
  await ran.catch(({ message, stdout }: Error & { stdout: string }) => {
    throw new Error(`${message}\n${stdout}`);
  });
}
