const { resolve } = require('node:path');
const { compilerOptions } = require('./tsconfig.json');

/** What TypeScript finds by a name (`paths`) is found by it here, too: exactly that name. */
module.exports = {
  resolve: {
    alias: Object.fromEntries(
      Object.entries(compilerOptions.paths).map(([name, [file]]) => [`${name}$`, resolve(file)]),
    ),
  },
};
