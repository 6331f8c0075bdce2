import { createRequire } from 'node:module';
import path from 'node:path';
import type * as ReactModule from 'react';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** React, in a version that is tested. */
export interface ReactUnderTest {
  react: typeof ReactModule;
  createRoot(container: Element, options?: object): ReactRoot;
  hydrateRoot(container: Element, tree: ReactModule.ReactNode, options?: object): ReactRoot;
  renderToString(tree: ReactModule.ReactNode): string;
}

export interface ReactRoot {
  render(tree: ReactModule.ReactNode): void;
  unmount(): void;
}

/** The repository has the newest that @seatwire/react takes; the package's own devDependencies, the oldest. */
export function reactUnderTest(which: 'oldest' | 'newest'): ReactUnderTest {
  const require = createRequire(path.join(ROOT, which === 'newest' ? 'package.json' : 'packages/react/package.json'));
  const { createRoot, hydrateRoot } = require('react-dom/client');
  return {
    react: require('react'),
    createRoot,
    hydrateRoot,
    renderToString: require('react-dom/server').renderToString,
  };
}
