/**
 * Who may import whom, type imports included (`npm run deps`). Below src/: graphql → modules → platform → shared,
 * web → client, web → shared. test/rules/dependency-rules.test.ts proves each rule with a planted violation.
 */

const { Visitor } = require('@swc/core/Visitor.js');

// SWC parses `using x = …` and `await using x = …`; its visitor, which dependency-cruiser walks the tree with, throws at
// them. To the visitor they are declarations like any other.
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  statement.decls = this.visitVariableDeclarators(statement.decls);
  return statement;
};

const ROOM = '^src/(graphql|modules|platform|shared|client|web)/';
const TESTS = '\\.test\\.ts$';
/** What a module's schema file needs to describe its types: the builder and what hangs on it, never the finished schema. */
const FACE_FOR_MODULES = '^src/graphql/(?!schema\\.ts$|face\\.ts$)(?:[^/]+|input-bounds/bounds)\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'platform-knows-no-box-office',
      comment: 'Platform is what the box office stands on. It knows nothing of seats or shows.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(?!platform/|shared/|generated/)' },
    },
    {
      name: 'modules-know-no-graphql',
      comment: 'Services and rules are the same behind any face; only *.schema.ts describes types to GraphQL.',
      severity: 'error',
      from: { path: '^src/modules/', pathNot: '\\.schema\\.ts$' },
      to: { path: '^src/graphql/' },
    },
    {
      name: 'module-schemas-use-the-builder-only',
      comment: 'schema.ts gathers the modules; a module that imports it back goes in a circle.',
      severity: 'error',
      from: { path: '^src/modules/.+\\.schema\\.ts$' },
      to: { path: '^src/graphql/', pathNot: FACE_FOR_MODULES },
    },
    {
      name: 'schemas-are-for-schemas',
      comment: 'A *.schema.ts registers GraphQL types when imported: only other schema files and the face do that.',
      severity: 'error',
      from: { path: '^src/(modules|platform)/', pathNot: '\\.schema\\.ts$' },
      to: { path: '\\.schema\\.ts$' },
    },
    {
      name: 'modules-and-face-serve-no-page',
      comment: 'The server does not depend on what runs in browsers.',
      severity: 'error',
      from: { path: '^src/(graphql|modules)/' },
      to: { path: '^src/(client|web)/' },
    },
    {
      name: 'client-stands-alone',
      comment: 'client/ is published by itself.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^src/(?!client/)' },
    },
    {
      name: 'client-needs-one-package',
      comment: 'Who takes the client into a shop takes graphql-ws along, and nothing else.',
      severity: 'error',
      from: { path: '^src/client/', pathNot: TESTS },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'core'], pathNot: '^node_modules/graphql-ws/' },
    },
    {
      name: 'web-uses-the-client-only',
      comment:
        'The page is a user of the published client, like any other page. Pure functions it may share with the server.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/(?!web/|client/|shared/)' },
    },
    {
      name: 'shared-stands-alone',
      comment: 'Pure functions that run anywhere: on the server and in browsers.',
      severity: 'error',
      from: { path: '^src/shared/', pathNot: TESTS },
      to: { pathNot: '^src/shared/' },
    },
    {
      name: 'rooms-know-no-composition',
      comment: 'app.ts and main.ts put the rooms together; a room gets what it needs as arguments.',
      severity: 'error',
      from: { path: ROOM },
      to: { path: '^src/(app|main)\\.ts$' },
    },
    {
      name: 'product-knows-no-tests',
      comment: 'Nothing that ships imports tests, benchmarks or scripts.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: ['^(test|bench|scripts)/', TESTS] },
    },
    {
      name: 'rooms-know-no-seed',
      comment: 'The demo hall is a choice of the composition root.',
      severity: 'error',
      from: { path: ROOM, pathNot: TESTS },
      to: { path: '^prisma/' },
    },
    {
      name: 'no-dev-dependency-in-product',
      comment: 'Production installs leave devDependencies out.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
    {
      name: 'only-declared-packages',
      comment: 'A package that is only there because another needs it can go any day.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'everything-resolves',
      comment:
        'An import of nothing is a mistake, or an uninstalled package. (The GraphiQL page imports by web address.)',
      severity: 'error',
      from: { pathNot: '^src/graphql/graphiql/page\\.js$' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // TypeScript 7 has no JavaScript API to parse with, so SWC does; without it .ts files would be passed over in silence.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(src/generated/.+/|data/|dist/|coverage/)' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
