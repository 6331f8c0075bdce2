// Makes the working folder ready to run: dependencies as in package-lock.json, the generated Prisma client, and the built
// pages. Runs on any Node from 20 on with nothing installed, so it is plain JavaScript that imports nothing but Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const MODULES = join(ROOT, 'node_modules');
const BIN = join(MODULES, '.bin');
const NODE = join(BIN, 'node');
const SCHEMA = join(ROOT, 'prisma', 'schema.prisma');
const STAMP = join(ROOT, 'src', 'generated', 'prisma.stamp');
/** What the page, and the pages below /docs, are made of, and where they are built. */
export const PAGE_SOURCES = [
  join('src', 'web'),
  join('packages', 'client', 'src'),
  join('packages', 'map', 'src'),
  join('src', 'shared'),
  'vite.config.ts',
  'tsconfig.json',
  'package.json',
  join('scripts', 'map-script.ts'),
  join('scripts', 'own-documents.ts'),
  join('scripts', 'documents-manifest.ts'),
  join('scripts', 'package-sources.ts'),
  join('scripts', 'docs-site'),
  join('src', 'server', 'graphiql'),
  'docs',
  'schema.graphql',
  'CHANGELOG.md',
];
const PAGE_PACKAGES = ['vite', 'lit-html', 'graphql-ws', 'graphql', 'marked', 'minisearch'];
const PAGE = join(ROOT, 'dist', 'web');
const PAGE_STAMP = join(ROOT, 'dist', 'web.stamp');
/** Where Node keeps what it has compiled: the sources' types are stripped once, and not at each start. */
export const COMPILED = join(MODULES, '.cache', 'seatwire', 'compiled');
const OLDEST_NODE = 20;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_CHECK_MS = 1000;

/** What went wrong, in one line for the person who started it. */
export class BootstrapError extends Error {}

/**
 * Installs and generates what is missing or outdated, saying so; quick when nothing is. `dev`: the tools for development
 * and tests are needed too.
 */
export async function bootstrap({ dev = false } = {}) {
  const version = process.versions.node;
  if (Number.parseInt(version, 10) < OLDEST_NODE) {
    throw new BootstrapError(`Node ${OLDEST_NODE} or later is needed to start; this is ${version}.`);
  }
  if (!isInstalled(dev)) await install(dev);
  const key = generationKey();
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== key) await generate(key);
  await buildPage();
}

/** Builds the seat map page and those below /docs when they are missing or were built from something else. */
export async function buildPage() {
  const key = pageKey();
  if (existsSync(join(PAGE, 'index.html')) && existsSync(PAGE_STAMP) && readFileSync(PAGE_STAMP, 'utf8') === key)
    return;
  say('building the pages');
  const output = [];
  const vite = [realpathSync(join(BIN, 'vite')), 'build', '--logLevel', 'warn'];
  // Under another one (vitest's is "test") the libraries' slower builds for developers would go into the page.
  const code = await run(NODE, vite, { output, env: { ...process.env, NODE_ENV: 'production' } });
  if (code !== 0) throw new BootstrapError(`vite build failed: ${lastLine(output)}`);
  writeFileSync(PAGE_STAMP, key);
}

/** Runs one of the installed tools on the project's own Node; resolves with its exit code. */
export function runTool(name, args = []) {
  return run(NODE, [realpathSync(join(BIN, name)), ...args]);
}

/** Runs a file on the project's own Node, tied to this process: it is told when this one is gone. */
export function runNode(file, args = []) {
  return run(NODE, [join(ROOT, file), ...args], { tied: true });
}

export function say(line) {
  process.stdout.write(`seatwire: ${line}\n`);
}

/** Runs `main` and exits with the code that it resolves with; a BootstrapError is printed as one line, exit code 1. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    process.stderr.write(`seatwire: ${error.message}\n`);
    process.exitCode = 1;
  }
}

// npm leaves in node_modules a copy of the lock file as far as it was installed, written last.
function isInstalled(dev) {
  if (!existsSync(NODE)) return false;
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  const installed = packagesOf(join(MODULES, '.package-lock.json'));
  return Object.entries(wanted).every(([path, { version, link, optional, peer, dev: forDev, devOptional }]) => {
    // The repository itself and the folders of packages/, which nothing in here reads by way of node_modules.
    if (link || !path.startsWith('node_modules/')) return true;
    if (installed[path]) return installed[path].version === version;
    return optional || peer || devOptional || (forDev && !dev);
  });
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? (JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {}) : {};
}

async function install(dev) {
  say('installing the dependencies (npm ci), this takes a minute the first time');
  const output = [];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const code = await run(
    npm,
    ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(dev ? ['--include=dev'] : [])],
    {
      output,
      // npm is about to delete the Node in node_modules, so it must not run on it.
      env: { ...process.env, PATH: pathWithout(BIN) },
    },
  );
  if (code === 0) return;
  const lines = output.join('').split('\n');
  const reason =
    lines.find((line) => /^npm (error|ERR!) (?!code|errno|syscall|A complete log)\S/.test(line)) ?? lines[0];
  throw new BootstrapError(`npm ci failed (exit code ${code}): ${reason.replace(/^npm (error|ERR!) /, '').trim()}`);
}

function generationKey() {
  const { version } = JSON.parse(readFileSync(join(MODULES, 'prisma', 'package.json'), 'utf8'));
  return createHash('sha256').update(version).update(readFileSync(SCHEMA)).digest('hex');
}

async function generate(key) {
  say('generating the Prisma client');
  const output = [];
  const code = await run(NODE, [realpathSync(join(BIN, 'prisma')), 'generate'], {
    output,
    // Generating needs no engine; naming any executable keeps Prisma from fetching one.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  });
  if (code !== 0) throw new BootstrapError(`prisma generate failed: ${lastLine(output)}`);
  writeFileSync(STAMP, key);
}

function pageKey() {
  const hash = createHash('sha256');
  for (const name of PAGE_PACKAGES) {
    hash.update(`${name} ${JSON.parse(readFileSync(join(MODULES, name, 'package.json'), 'utf8')).version}\n`);
  }
  for (const file of PAGE_SOURCES.flatMap(filesBelow)) {
    if (!file.endsWith('.test.ts')) hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}

/** A file, or all files in a folder and its folders, by their paths in the repository, always in the same order. */
function filesBelow(path) {
  if (statSync(join(ROOT, path)).isFile()) return [path];
  return readdirSync(join(ROOT, path), { recursive: true })
    .map((name) => join(path, name))
    .filter((file) => statSync(join(ROOT, file)).isFile())
    .sort();
}

function lastLine(output) {
  return (
    output
      .join('')
      .trim()
      .split('\n')
      .findLast((line) => line.trim() !== '') ?? 'it gave no reason'
  );
}

function pathWithout(folder) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => entry !== folder)
    .join(delimiter);
}

/**
 * Runs a program to its end and resolves with its exit code. Signals are passed on to it; `output`, when given, collects
 * what it writes instead of showing it.
 */
function run(command, args, { output, env, tied = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = output ? ['ignore', 'pipe', 'pipe'] : ['inherit', 'inherit', 'inherit'];
    const child = spawn(command, args, {
      cwd: ROOT,
      env: env ?? {
        NODE_COMPILE_CACHE: COMPILED,
        ...process.env,
        PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}`,
      },
      stdio: tied ? [...stdio, 'ipc'] : stdio,
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(String(chunk)));
    const forward = (signal) => child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, forward);
    const watch = watchParent(() => child.kill('SIGTERM'));
    const finish = () => {
      clearInterval(watch);
      for (const signal of SIGNALS) process.off(signal, forward);
    };
    child.once('error', (error) => {
      finish();
      reject(new BootstrapError(`${command} can't be run: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      finish();
      if (output && signal && SIGNALS.includes(signal)) process.kill(process.pid, signal);
      resolve(code ?? 1);
    });
  });
}

// npm that is killed outright takes nobody with it: notice that it is gone, also behind the shell that it starts scripts
// with. Without npm, outliving the parent is normal.
function watchParent(onGone) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const before = ancestors();
  return setInterval(() => ancestors() !== before && onGone(), PARENT_CHECK_MS);
}

function ancestors() {
  const parent = process.ppid;
  try {
    // The second field, the program's name in parentheses, may hold blanks; the fourth is the parent.
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    return `${parent} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return String(parent);
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    await bootstrap();
    return 0;
  });
}
