/**
 * Makes packages/map/src/styles.generated.ts of the style sheets beside it, in which the map is dressed in a shop's page: part of
 * `npm run codegen`. The seat map page has the same style sheets, without element.css.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../packages/map/src/', import.meta.url);
/** In the order in which they are applied. */
const SHEETS = ['base', 'controls', 'hall', 'seat-list', 'areas', 'legend', 'element', 'forced-colors'];

const css = SHEETS.map((name) => readFileSync(new URL(`styles/${name}.css`, FOLDER), 'utf8'))
  .join('\n')
  .replace(/\/\*[\s\S]*?\*\//g, '')
  .replace(/\s*\n\s*/g, '\n')
  .replace(/\n(?=})|(?<=[{;,])\n/g, '')
  .trim();

writeFileSync(
  fileURLToPath(new URL('styles.generated.ts', FOLDER)),
  `// Made by \`npm run codegen\` from styles/*.css.\n\n/** The element's style sheets, as one. */\nexport const STYLES = ${JSON.stringify(css)};\n`,
);
