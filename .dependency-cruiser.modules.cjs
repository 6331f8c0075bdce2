/**
 * No cycles between the modules of the box office (`npm run deps`), seen by folder. A run of its own, over what ships of
 * src/modules alone: by folder, a test that imports the whole product would close a cycle with everything.
 */

const { options } = require('./.dependency-cruiser.cjs');

module.exports = {
  forbidden: [
    {
      name: 'no-cycles-between-modules',
      comment: 'What two modules need of each other belongs to the lower one, or is an event.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src/modules/[^/]+$' },
      to: { circular: true },
    },
  ],
  options: { ...options, includeOnly: '^src/modules/', exclude: { path: '\\.test\\.ts$' } },
};
