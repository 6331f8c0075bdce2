// metro.mjs <project> <output>: bundles the project's index.js for Android as a release, and writes beside it which modules are in it.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [project, output] = process.argv.slice(2);
// The project's Metro, not one of this repository.
const fromProject = createRequire(path.join(project, 'package.json'));
const Metro = fromProject('metro');
const config = await Metro.loadConfig(
  { cwd: project, config: path.join(project, 'metro.config.js') },
  { reporter: { update() {} } },
);
/** By path: each is asked about again for the source map. */
const modules = new Map();
const serialize = config.serializer.processModuleFilter;
config.serializer = {
  ...config.serializer,
  processModuleFilter(module) {
    const isIn = serialize(module);
    // Not what Metro itself adds: its prelude, the calls that begin it all.
    if (isIn && path.isAbsolute(module.path))
      modules.set(module.path, module.output.map(({ data }) => data.code).join(''));
    return isIn;
  },
};
await Metro.runBuild(config, {
  entry: 'index.js',
  platform: 'android',
  dev: false,
  minify: true,
  out: output.replace(/\.js$/, ''),
});
writeFileSync(`${output}.modules.json`, JSON.stringify(Array.from(modules, ([file, code]) => ({ path: file, code }))));
