import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import type { HttpRoute } from '../platform/http/route.ts';
import { createScriptRoute } from '../platform/http/script-route.ts';

const { version } = manifest;
/** All versions of which have one address: of 0.1.0 it is `0`. */
const [major] = version.split('.');

/**
 * `<seatwire-map>` in one file, for pages of any origin: `/map/0.1.0/seatwire-map.js` never changes; `/map/0/seatwire-map.js` is of the
 * node's own version, whichever that is.
 */
export function createMapScriptRoute(): HttpRoute {
  return createScriptRoute({
    file: fileURLToPath(new URL('../../dist/web/map/seatwire-map.js', import.meta.url)),
    folder: '/map',
    version,
    line: major!,
  });
}
