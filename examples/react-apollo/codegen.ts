import type { CodegenConfig } from '@graphql-codegen/cli';
import { scalars } from '@seatwire/schema';

/** `npm run codegen` after a change of shop.graphql, or another version of @seatwire/schema. */
const config: CodegenConfig = {
  schema: 'node_modules/@seatwire/schema/dist/schema.graphql',
  documents: 'src/api/shop.graphql',
  generates: {
    'src/api/shop.generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        scalars: { ...scalars },
        strictScalars: true,
        enumType: 'string-literal',
        skipTypename: true,
        useTypeImports: true,
      },
    },
  },
};

export default config;
