import type { Hall, HallReference } from './hall.ts';

/** What a cost depends on, once the operation is to be executed. */
export interface Valuation {
  /** As they were given; null: they are not known, and count for as little as they may. */
  readonly variables: Readonly<Record<string, unknown>> | null;
  /** The halls that were looked up. */
  readonly halls: ReadonlyMap<HallReference, Hall>;
  /** The seats of a hall that could not be looked up; null: what it costs is charged during execution. */
  readonly otherHall: number | null;
  /** Lists are taken to be as long as they may be. Else for one entry: the others are charged during execution. */
  readonly longestLists: boolean;
  /** Values that were reckoned. */
  readonly memory: Map<object, number>;
}

/** A cost, or how to reckon it. */
export type Expression = number | ((valuation: Valuation) => number);

/** What the operation costs, in whole numbers: fragments that spread each other make more than there are. */
export function totalCost(cost: Expression, valuation: Valuation): number {
  return Math.min(Math.round(evaluate(cost, valuation)), Number.MAX_SAFE_INTEGER);
}

export function evaluate(expression: Expression, valuation: Valuation): number {
  return typeof expression === 'number' ? expression : expression(valuation);
}

export function sumOf(expressions: readonly Expression[]): Expression {
  let fixed = 0;
  const others: ((valuation: Valuation) => number)[] = [];
  for (const expression of expressions) {
    if (typeof expression === 'number') fixed += expression;
    else others.push(expression);
  }
  if (others.length === 0) return fixed;
  return (valuation) => others.reduce((sum, other) => sum + other(valuation), fixed);
}

export function largestOf(expressions: readonly Expression[]): Expression {
  if (expressions.every((expression) => typeof expression === 'number')) return Math.max(...expressions);
  return (valuation) => expressions.reduce<number>((largest, next) => Math.max(largest, evaluate(next, valuation)), 0);
}

export function timesOf(size: Expression, expression: Expression): Expression {
  if (size === 0 || expression === 0) return 0;
  if (typeof size === 'number' && typeof expression === 'number') return size * expression;
  return (valuation) => evaluate(size, valuation) * evaluate(expression, valuation);
}

/** The same, reckoned once for each valuation: fragments that are spread many times would take time without end. */
export function remembered(expression: Expression): Expression {
  if (typeof expression === 'number') return expression;
  return (valuation) => {
    const known = valuation.memory.get(expression);
    if (known !== undefined) return known;
    const value = expression(valuation);
    valuation.memory.set(expression, value);
    return value;
  };
}
