import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { checkVariables, declaredVariables } from './variables.ts';

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

it('takes variables as deep as any input, and refuses those that are deeper, however deep', () => {
  expect(() => checkVariables(undefined)).not.toThrow();
  expect(() => checkVariables({ a: nested(64), b: 'x' })).not.toThrow();
  expect(() => checkVariables({ a: nested(65) })).toThrow('more than 64 levels deep');
  expect(() => checkVariables({ a: nested(100_000) })).toThrow('more than 64 levels deep');
});

it('keeps no variable that the operation has not declared', () => {
  const document = parse('query A($a: ID, $b: ID, $toString: ID) { x } query B { x }');
  expect(declaredVariables(document, 'A', { a: '1', junk: 'x', b: null })).toEqual({ a: '1', b: null });
  expect(declaredVariables(document, 'B', { a: '1' })).toEqual({});
  expect(declaredVariables(document, 'A', null)).toBeUndefined();
});
