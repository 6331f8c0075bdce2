import type { CodegenConfig } from '@graphql-codegen/cli';
import { scalars } from './packages/schema/src/scalars.ts';

// The types of the documents that programs of ours send, from schema.graphql, so nothing is started. A document that the schema
// does not take is an error here.

const { ID, ...SCALARS } = scalars;

/**
 * Nothing but types: the documents of the page and the client are strings in the source (*.graphql.ts), so both are built and
 * bundled without what is generated here.
 */
const ONLY_TYPES = {
  enumType: 'string-literal',
  strictScalars: true,
  scalars: { ...SCALARS, ID },
  skipTypename: true,
  arrayInputCoercion: false,
  useTypeImports: true,
} as const;

const config: CodegenConfig = {
  schema: 'schema.graphql',
  importExtension: '.ts',
  generates: {
    // Checked in, as the client is published: its declarations stand alone, and a change of them is seen in review.
    'packages/client/src/operations.generated.ts': {
      documents: ['packages/client/src/**/*.graphql.ts'],
      plugins: ['typescript-operations'],
      config: { ...ONLY_TYPES, immutableTypes: true },
    },
    'src/generated/web/operations.ts': {
      documents: ['src/web/**/*.graphql.ts'],
      plugins: ['typescript-operations'],
      config: ONLY_TYPES,
    },
    'src/generated/graphql/': {
      documents: ['test/**/*.graphql.ts'],
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: { useTypeImports: true, enumsAsTypes: true, strictScalars: true, scalars: SCALARS },
    },
  },
};

export default config;
