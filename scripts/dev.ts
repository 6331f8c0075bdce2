/**
 * The product for those who work on it: Vite in front (changes of the page appear in the browser at once), the node behind it
 * (started anew when one of its files changes), and its log as readable lines. Settings are those of `npm start`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import pretty from 'pino-pretty';
import { createServer, type ViteDevServer } from 'vite';
import { PAGE } from '../src/app/page-route.ts';
import { freePorts } from '../src/platform/processes/free-ports.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE_SOURCES = join(ROOT, 'src', 'web');
/** What Vite serves by itself: its own modules, and those of the page that lie outside of its folder. */
const OF_VITE = /^\/(?:@|node_modules\/)/;
const DEFAULT_PORT = 4_000;

/** A folder of the sources is none: the node has `/docs`, as it was built last. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isOfThePage(url: string): boolean {
  const [path = '/'] = url.split('?', 1);
  return OF_VITE.test(path) || PAGE.test(path) || isFile(join(PAGE_SOURCES, path));
}

/** Answers on `port` with the page, and with what the node at `nodeUrl` says to everything else, WebSockets included. */
async function startVite(port: number, nodeUrl: string): Promise<ViteDevServer> {
  const vite = await createServer({
    configFile: join(ROOT, 'vite.config.ts'),
    clearScreen: false,
    logLevel: 'warn',
    server: {
      port,
      strictPort: true,
      fs: { allow: [ROOT] },
      proxy: {
        '^/': {
          target: nodeUrl,
          ws: true,
          bypass: (request) => (!request.headers.upgrade && isOfThePage(request.url ?? '/') ? request.url : undefined),
        },
      },
    },
  });
  return await vite.listen();
}

function startNode(port: number, publicUrl: string): ChildProcess {
  const child = spawn(process.execPath, ['--watch', '--watch-preserve-output', join(ROOT, 'src', 'main.ts')], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), PUBLIC_URL: publicUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Lines that are no JSON, such as the one that says where to click, pass as they are.
  child.stdout!.pipe(
    pretty({
      colorize: process.stdout.isTTY,
      ignore: 'node,pid',
      singleLine: true,
      translateTime: 'SYS:HH:MM:ss.l',
      sync: true,
    }),
  );
  return child;
}

const port = Number(process.env.PORT ?? DEFAULT_PORT);
const [nodePort] = await freePorts(1);
const vite = await startVite(port, `http://127.0.0.1:${nodePort}`);
const url = vite.resolvedUrls!.local[0]!.replace(/\/$/, '');
const node = startNode(nodePort!, url);
process.stdout.write(
  `seatwire: ${url} serves the page by Vite; the node behind it starts anew when its files change\n`,
);

let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  node.kill('SIGTERM');
  await Promise.all([vite.close(), node.exitCode === null && node.signalCode === null ? once(node, 'exit') : null]);
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
// scripts/dev.mjs holds a channel to us: when it was killed outright, this is how we know.
if (process.connected) process.once('disconnect', stop);
