import SchemaBuilder from '@pothos/core';
import type { GraphQLInputObjectType, GraphQLObjectType } from 'graphql';
import { expect, it } from 'vitest';
import './plugin.ts';
import { listOf, numberFrom, text } from './bounds.ts';

function builderWith() {
  return new SchemaBuilder<{ DefaultFieldNullability: false }>({
    plugins: ['inputBounds'],
    defaultFieldNullability: false,
    // Of a plugin that is not listed; its types ask for it all the same.
    scopeAuth: { authScopes: () => ({}) },
  });
}

it('refuses to build a schema with inputs that have no bounds, and names them all', () => {
  const builder = builderWith();
  const Input = builder.inputType('Input', { fields: (t) => ({ name: t.string(), ok: t.boolean() }) });
  builder.queryType({
    fields: (t) => ({
      it: t.int({
        args: {
          id: t.arg.id(),
          ids: t.arg.idList({ bounds: text(10) }),
          names: t.arg.stringList(),
          size: t.arg.int({ bounds: text(10) }),
          input: t.arg({ type: Input }),
          inputs: t.arg({ type: [Input] }),
        },
        resolve: () => 1,
      }),
    }),
  });
  expect(() => builder.toSchema()).toThrow(
    /need bounds.*: Input\.name, Query\.it\(id:\), Query\.it\(ids:\), Query\.it\(names:\), Query\.it\(size:\), Query\.it\(inputs:\)$/,
  );
});

it('tells the bounds in the description, those of an enum list of its own accord', () => {
  const builder = builderWith();
  const Colour = builder.enumType('Colour', { values: ['RED', 'GREEN'] as const });
  const Input = builder.inputType('Input', {
    fields: (t) => ({
      names: t.stringList({ bounds: listOf(2_000, text(10, 1)), description: 'Names.' }),
      size: t.int({ bounds: numberFrom(1, 5) }),
      colours: t.field({ type: [Colour] }),
    }),
  });
  builder.queryType({ fields: (t) => ({ it: t.int({ args: { input: t.arg({ type: Input }) }, resolve: () => 1 }) }) });
  const { names, size, colours } = (builder.toSchema().getType('Input') as GraphQLInputObjectType).getFields();
  expect([names, size, colours].map((field) => field?.description)).toEqual([
    'Names. At most 2,000 entries, each 1 to 10 characters.',
    'From 1 to 5.',
    'At most 2 entries.',
  ]);
});

it('adds nothing to an input that has one size', () => {
  const builder = builderWith();
  builder.queryType({
    fields: (t) => ({ it: t.int({ args: { yes: t.arg.boolean({ description: 'Yes.' }) }, resolve: () => 1 }) }),
  });
  const query = builder.toSchema().getType('Query') as GraphQLObjectType;
  expect(query.getFields().it?.args[0]?.description).toBe('Yes.');
});
