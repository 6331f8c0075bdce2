import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import type { HttpRoute } from '../platform/http/route.ts';
import { createScriptRoute } from '../platform/http/script-route.ts';

const { version } = manifest;

/** Versions that pages may have in each other's place: those of one major; before 1.0, where a minor may break, of one minor. */
export function lineOf(version: string): string {
  const [major, minor] = version.split('.');
  return major === '0' ? `0.${minor}` : major!;
}

/**
 * `<seatwire-map>` in one file, for pages of any origin: `/map/0.1.0/seatwire-map.js` never changes; `/map/0.1/seatwire-map.js` is of
 * the node's own version, whichever of that line it is.
 */
export function createMapScriptRoute(): HttpRoute {
  return createScriptRoute({
    file: fileURLToPath(new URL('../../dist/web/map/seatwire-map.js', import.meta.url)),
    folder: '/map',
    version,
    line: lineOf(version),
  });
}
