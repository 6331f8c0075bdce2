import type { FieldNode, ValueNode } from 'graphql';
import type { Expression } from './expression.ts';
import type { HallReference } from './hall.ts';
import { knownValue } from './known-values.ts';

/** A hall, or some zones of it. */
export interface HallScope {
  readonly reference: HallReference;
  readonly zones: ValueNode | undefined;
}

/** Root fields that are about one show, and the argument that has its id. */
const ID_ARGUMENTS: Readonly<Record<string, string>> = { show: 'id', node: 'id', seatMap: 'showId' };

export function hallReferenceOf(node: FieldNode, defaults: Readonly<Record<string, unknown>>): HallReference | null {
  const argument = Object.hasOwn(ID_ARGUMENTS, node.name.value) ? ID_ARGUMENTS[node.name.value] : undefined;
  const id = node.arguments?.find(({ name }) => name.value === argument)?.value;
  if (!id) return null;
  return {
    isUsed: false,
    hasZones: false,
    idOf(variables) {
      const value = knownValue(id, variables, defaults);
      return typeof value === 'string' ? value : null;
    },
  };
}

/** The seats of the hall, or of the zones that are asked for. Before it is looked up: none. */
export function seatsOfScope({ reference, zones }: HallScope, defaults: Readonly<Record<string, unknown>>): Expression {
  return ({ halls, variables, otherHall }) => {
    const hall = halls.get(reference);
    if (!hall) return otherHall ?? 0;
    const wanted = zones && knownValue(zones, variables ?? {}, defaults);
    if (wanted === undefined || wanted === null) return hall.seats;
    return hall.seatsIn(Array.isArray(wanted) ? wanted : [wanted]);
  };
}
