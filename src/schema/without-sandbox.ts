import { GraphQLSchema } from 'graphql';

/**
 * The schema without what is for tests of shops: mutations whose names begin with `sandbox`, and types that begin with `Sandbox`. The
 * modules register all their types; which of them an installation has is a setting.
 */
export function withoutSandbox(schema: GraphQLSchema): GraphQLSchema {
  const { types, ...config } = schema.toConfig();
  const mutations = config.mutation?.getFields() ?? {};
  for (const name of Object.keys(mutations)) if (name.startsWith('sandbox')) delete mutations[name];
  return new GraphQLSchema({ ...config, types: types.filter(({ name }) => !name.startsWith('Sandbox')) });
}
