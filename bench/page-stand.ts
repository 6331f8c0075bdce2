import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { buildPage } from '../scripts/bootstrap.mjs';
import { launchChromium } from '../test/kit/browser/chromium.ts';
import { runProduct } from '../test/kit/product/product-process.ts';

/** The product with its demo hall, in a process of its own and with nothing but what it brings, and a browser. */
export interface PageStand {
  readonly url: string;
  readonly organiserToken: string;
  readonly browser: Browser;
}

/** Builds the page where it has changed, and starts both, the product with these settings; they are stopped with the stack. */
export async function openPageStand(
  stack: AsyncDisposableStack,
  settings: Readonly<Record<string, string>> = {},
): Promise<PageStand> {
  await buildPage();
  const dataDir = await mkdtemp(join(tmpdir(), 'seatwire-page-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const product = runProduct('src/main.ts', { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...settings });
  stack.defer(async () => void (await product.stop('SIGTERM')));
  const [, url, organiserToken] = await product.line(/Organiser +(http\S+)\/organise#token=(\S+)/);
  const browser = await launchChromium();
  stack.defer(() => browser.close());
  return { url: url!, organiserToken: organiserToken!, browser };
}

/** What a figure was taken on. */
export function machine({ browser }: PageStand): string {
  return `${cpus()[0]!.model}, ${availableParallelism()} cores, no GPU, load ${loadavg()[0]!.toFixed(1)}; Chromium ${browser.version()}`;
}
