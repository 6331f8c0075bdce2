import { type FieldNode, Kind } from 'graphql';
import type { Prices } from '../prices.ts';
import type { Expression, Valuation } from './expression.ts';
import { knownValue, type Values } from './known-values.ts';

/** What a field costs more for the entries of a list that it is given: nothing while its variable is not known. */
export function costOfEntries(node: FieldNode, price: Prices['costPerEntry'], defaults: Values): Expression {
  const given = price && node.arguments?.find(({ name }) => name.value === price.argument)?.value;
  if (!given) return 0;
  return ({ variables }: Valuation) => {
    const list = knownValue(given, variables ?? {}, defaults);
    return Array.isArray(list) ? list.length * price.cost : 0;
  };
}

/** What a field costs more because a field of an input object has a value: nothing while its variable is not known. */
export function costOfInput(node: FieldNode, price: Prices['costWith'], defaults: Values): Expression {
  const argument = price && node.arguments?.find(({ name }) => name.value === price.argument)?.value;
  if (!argument) return 0;
  const isLiteral = argument.kind === Kind.OBJECT;
  const given = isLiteral ? argument.fields.find(({ name }) => name.value === price.field)?.value : argument;
  if (!given) return 0;
  return ({ variables }: Valuation) => {
    const value = knownValue(given, variables ?? {}, defaults);
    return (isLiteral ? value : (value as Values | null | undefined)?.[price.field]) ? price.cost : 0;
  };
}
