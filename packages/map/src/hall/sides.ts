import type { Bounds } from './bounds.ts';

export type Side = 'left' | 'middle' | 'right';

/** What tells things of one name apart. */
export interface Twin {
  /** Where it is among those of its name, as the map shows them; null: they don't lie side by side, or are too many. */
  side: Side | null;
  /** Counted from 1, in the plan's order. */
  number: number;
}

const SIDES: Record<number, readonly Side[]> = { 2: ['left', 'right'], 3: ['left', 'middle', 'right'] };

/** For each thing, in order, what tells it apart from others of its name; null for those whose name is theirs alone. */
export function twinsOf(things: readonly { name: string; bounds: Bounds }[]): (Twin | null)[] {
  const byName = new Map<string, number[]>();
  for (const [index, { name }] of things.entries()) byName.set(name, [...(byName.get(name) ?? []), index]);
  const twins: (Twin | null)[] = things.map(() => null);
  for (const indices of byName.values()) {
    if (indices.length < 2) continue;
    const fromLeft = [...indices].sort((a, b) => things[a]!.bounds.left - things[b]!.bounds.left);
    const areApart = fromLeft.every(
      (index, place) => place === 0 || things[fromLeft[place - 1]!]!.bounds.right < things[index]!.bounds.left,
    );
    const sides = areApart ? SIDES[indices.length] : undefined;
    for (const [place, index] of indices.entries()) {
      twins[index] = { side: sides?.[fromLeft.indexOf(index)] ?? null, number: place + 1 };
    }
  }
  return twins;
}
