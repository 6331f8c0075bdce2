/**
 * Who may import whom, type imports included (`npm run deps`). Below src/: app → server → modules → schema, platform →
 * shared; embedded → modules (their ports), platform; web → packages/client, packages/map, shared; packages/react and packages/map → packages/client, by its name. test/rules/dependency-rules.test.ts proves each rule with a planted violation.
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

const LAYER = '^src/(server|modules|schema|platform|embedded|shared|web)/';
/** What every module's index.ts declares. */
const MANIFEST = '^src/modules/manifest\\.ts$';
const TESTS = '\\.test\\.ts$';

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
      from: { path: '^src/platform/', pathNot: TESTS },
      to: { path: '^src/(?!platform/|shared/|generated/)' },
    },
    {
      name: 'schema-kit-is-below-modules',
      comment: 'What all GraphQL types are built with. Modules add theirs to it; it knows none of them.',
      severity: 'error',
      from: { path: '^src/schema/', pathNot: TESTS },
      to: { path: '^src/(?!schema/|platform/|shared/|generated/)' },
    },
    {
      name: 'modules-are-below-the-server',
      comment: 'The box office does not know how it is served, nor what stands in for Redis or Kafka.',
      severity: 'error',
      from: { path: '^src/modules/', pathNot: [TESTS, MANIFEST] },
      to: { path: '^src/(?!modules/|schema/|platform/|shared/|generated/)' },
    },
    {
      name: 'manifest-knows-no-module',
      comment:
        "What a module may declare, in types: of the settings, of resolvers' services and of the platform. Modules add theirs.",
      severity: 'error',
      from: { path: MANIFEST },
      to: { path: '^src/', pathNot: '^src/(config\\.ts$|schema/context\\.ts$|platform/|shared/)' },
    },
    {
      name: 'services-know-no-graphql',
      comment: 'Services and rules are the same behind any API; only *.schema.ts describes types to GraphQL.',
      severity: 'error',
      from: { path: '^src/modules/', pathNot: ['\\.schema\\.ts$', MANIFEST] },
      to: { path: '^src/schema/' },
    },
    {
      name: 'inventory-asks-nobody',
      comment:
        'Bookings, locks, sales and open maps ask inventory to hold, book, free and block; it knows none of them.',
      severity: 'error',
      from: { path: '^src/modules/inventory/', pathNot: TESTS },
      to: { path: '^src/modules/(?!inventory/|events/)' },
    },
    {
      name: 'schemas-are-for-schemas',
      comment:
        "A *.schema.ts registers GraphQL types when imported: other schema files and the module's index.ts do that.",
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.schema\\.ts$', '^src/modules/[^/]+/index\\.ts$'] },
      to: { path: '\\.schema\\.ts$' },
    },
    {
      name: 'server-serves-any-schema',
      comment: 'The server gets its schema, its services and its stand-ins from app/.',
      severity: 'error',
      from: { path: '^src/server/', pathNot: TESTS },
      to: { path: '^src/(app|embedded|web)/' },
    },
    {
      name: 'stand-ins-know-ports-only',
      comment: 'A stand-in of the embedded default implements a port of the platform or of a module.',
      severity: 'error',
      from: { path: '^src/embedded/', pathNot: TESTS },
      to: { path: '^src/(?!embedded/|modules/|platform/|shared/|generated/)' },
    },
    {
      name: 'packages-stand-alone',
      comment:
        'Each folder of packages/ is published by itself: it needs another by its name, declared in its package.json.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^(src|packages)/', pathNot: '^packages/$1/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'packages-are-for-pages',
      comment: 'The server runs without what is published; of ours only the page is built on it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/' },
      to: { path: '^packages/' },
    },
    {
      name: 'client-needs-one-package',
      comment: 'Who takes the client into a shop takes graphql-ws along, and nothing else.',
      severity: 'error',
      from: { path: '^packages/client/', pathNot: TESTS },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-no-pkg', 'core'],
        pathNot: '^node_modules/graphql-ws/',
      },
    },
    {
      name: 'react-needs-react-and-client',
      comment: 'Who takes the hooks into a shop has React, and takes the client along.',
      severity: 'error',
      from: { path: '^packages/react/', pathNot: TESTS },
      to: { pathNot: ['^packages/(react|client)/', '(^|/)node_modules/react/'] },
    },
    {
      name: 'map-needs-client-and-templates',
      comment:
        'Who takes the map into a shop takes the client along, and the small library that its HTML is written with.',
      severity: 'error',
      from: { path: '^packages/map/', pathNot: TESTS },
      to: { pathNot: ['^packages/(map|client)/', '^node_modules/lit-html/'] },
    },
    {
      name: 'schema-needs-no-package',
      comment: 'Files and types about the API, for tools of any kind.',
      severity: 'error',
      from: { path: '^packages/schema/', pathNot: TESTS },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-no-pkg', 'core'] },
    },
    {
      name: 'web-uses-client-and-map-only',
      comment:
        'The page is a user of the published client and map, like any other page. Pure functions it may share with the server.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: ['^src/(?!web/|shared/)', '^packages/(?!(?:client|map)/src/)'] },
    },
    {
      name: 'shared-stands-alone',
      comment: 'Pure functions that run anywhere: on the server and in browsers.',
      severity: 'error',
      from: { path: '^src/shared/', pathNot: TESTS },
      to: { pathNot: '^src/shared/' },
    },
    {
      name: 'layers-know-no-composition',
      comment: 'app/ and main.ts put everything together; each part gets what it needs as arguments.',
      severity: 'error',
      from: { path: LAYER, pathNot: [TESTS, MANIFEST] },
      to: { path: '^src/(app/|main\\.ts$|config\\.ts$|config/)' },
    },
    {
      name: 'product-knows-no-tests',
      comment: 'Nothing that ships imports tests, benchmarks or scripts.',
      severity: 'error',
      from: { path: '^(src|packages)/', pathNot: TESTS },
      to: { path: ['^(test|bench|scripts)/', TESTS] },
    },
    {
      name: 'layers-know-no-seed',
      comment: 'The demo hall is a choice of the composition root.',
      severity: 'error',
      from: { path: LAYER, pathNot: TESTS },
      to: { path: '^prisma/' },
    },
    {
      name: 'no-dev-dependency-in-product',
      comment: 'Production installs leave devDependencies out.',
      severity: 'error',
      from: { path: '^(src|packages)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm', 'npm-peer'] },
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
      from: { pathNot: '^src/server/graphiql/page\\.js$' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // TypeScript 7 has no JavaScript API to parse with, so SWC does; without it .ts files would be passed over in silence.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // Each of examples/ is a project of its own, whose packages are installed when its test runs, and found by its own tools.
    exclude: { path: '^(src/generated/.+/|data/|dist/|packages/[^/]+/dist/|coverage/|examples/)' },
    // A file of packages/ may use what its own package.json declares; its tests, what the repository's does.
    combinedDependencies: true,
    // The names by which packages/ need each other.
    webpackConfig: { fileName: require.resolve('./.dependency-cruiser.names.cjs') },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
