import { type FieldNode, Kind } from 'graphql';
import type { Prices } from '../prices.ts';
import type { Expression, Valuation } from './expression.ts';
import { knownValue, type Values } from './known-values.ts';

/** What a field costs more for the entries of a list that it is given: nothing while its variable is not known. */
export function costOfEntries(node: FieldNode, price: Prices['costPerEntry'], defaults: Values): Expression {
  const valueIn = price && givenValue(node, price, defaults);
  if (!valueIn) return 0;
  return (valuation) => {
    const list = valueIn(valuation);
    return Array.isArray(list) ? list.length * price.cost : 0;
  };
}

/** What a field costs more because an argument, or a field of an input object, has a value: nothing while its variable is not known. */
export function costOfInput(node: FieldNode, price: Prices['costWith'], defaults: Values): Expression {
  const valueIn = price && givenValue(node, price, defaults);
  if (!valueIn) return 0;
  return (valuation) => (valueIn(valuation) ? price.cost : 0);
}

/** The value of an argument, or of a field of an object that it is, wherever in it a variable stands; null: it has none. */
function givenValue(
  node: FieldNode,
  { argument: name, field }: { argument: string; field?: string },
  defaults: Values,
): ((valuation: Valuation) => unknown) | null {
  const argument = node.arguments?.find((one) => one.name.value === name)?.value;
  if (!argument) return null;
  const isLiteral = field !== undefined && argument.kind === Kind.OBJECT;
  const given = isLiteral ? argument.fields.find((one) => one.name.value === field)?.value : argument;
  if (!given) return null;
  return ({ variables }) => {
    const value = knownValue(given, variables ?? {}, defaults);
    return field === undefined || isLiteral ? value : (value as Values | null | undefined)?.[field];
  };
}
