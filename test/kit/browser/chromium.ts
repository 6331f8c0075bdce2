import { accessSync, constants } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe, it } from 'vitest';
import { LEFT_OUT } from '../runs/left-out.ts';

/** The first is the same engine without the windows around pages: it takes half of the processor time. */
const CANDIDATES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const MISSING = 'no Chromium was found (apt-get install chromium-headless-shell or chromium, or set CHROMIUM_PATH)';

/** `describe` for a suite that drives a browser: left out, with the reason, where there is none; a failure in CI. */
export function describeWithChromium(name: string, suite: () => void): void {
  if (chromiumPath() !== null) describe(name, suite);
  else if (!process.env.CI) describe.skip(`${name} ${LEFT_OUT} ${MISSING}`, suite);
  else {
    it(`${name}: has a browser`, () => {
      throw new Error(MISSING);
    });
  }
}

/** A headless browser of the caller's own; close it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath() ?? '',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

function chromiumPath(): string | null {
  const candidates = process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : CANDIDATES;
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
