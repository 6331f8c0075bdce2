import type { CodegenConfig } from '@graphql-codegen/cli';

// Typed documents for programs of ours that use the API as clients: the tests. From schema.graphql, so nothing is started.
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['test/**/*.graphql.ts'],
  importExtension: '.ts',
  generates: {
    'src/generated/graphql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: { DateTime: 'string', JSON: 'unknown', SafeInt: 'number' },
      },
    },
  },
};

export default config;
