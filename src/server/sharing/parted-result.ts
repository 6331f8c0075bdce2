import type { ExecutionResult } from 'graphql';

type Data = Record<string, unknown>;

/**
 * The results for an event's parts as the one for the whole: lists one after the other, and what is no list from the first.
 * Null when one of them has errors, whose paths and effects are those of its part.
 */
export function wholeOf(results: readonly ExecutionResult[]): ExecutionResult | null {
  const [first, ...others] = results;
  if (results.some(({ errors, data }) => errors || !data)) return null;
  for (const { data } of others) append(first!.data as Data, data as Data);
  return first!;
}

function append(whole: Data, part: Data): void {
  for (const [name, value] of Object.entries(part)) {
    const into = whole[name];
    if (Array.isArray(into)) for (const item of value as unknown[]) into.push(item);
    else if (into !== null && typeof into === 'object') append(into as Data, value as Data);
  }
}
