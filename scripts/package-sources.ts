import { fileURLToPath } from 'node:url';
import tsconfig from '../tsconfig.json' with { type: 'json' };

/** Where the packages of this repository are found by their names, for Vite and Vitest as for TypeScript: their sources. */
export const SOURCES_BY_NAME = Object.entries(tsconfig.compilerOptions.paths).map(([name, [file]]) => ({
  find: new RegExp(`^${name}$`),
  replacement: fileURLToPath(new URL(`../${file}`, import.meta.url)),
}));
