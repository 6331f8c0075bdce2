import {
  __Schema,
  __Type,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValueNode,
} from 'graphql';
import { MAX_PAGE_SIZE } from '../../shared/page-size.ts';
import { PAGE_SIZE, pricesOf } from '../prices.ts';
import { costOfEntries, costOfInput } from './cost-of-input.ts';
import { type Expression, largestOf, remembered, sumOf, timesOf, type Valuation } from './expression.ts';
import type { HallReference } from './hall.ts';
import { type HallScope, hallReferenceOf, seatsOfScope } from './hall-scope.ts';
import { IntrospectionCost } from './introspection-cost.ts';
import { defaultsOf, isSelected, knownValue } from './known-values.ts';

/** What is known of the cost of an operation before its variables are. */
export interface CostPlan {
  /** Fields at the root whose halls are to be looked up: what is below them costs by the number of their seats. */
  readonly halls: readonly HallReference[];
  /** Whether halls come into it that can't be known before it is executed. */
  readonly hasOtherHalls: boolean;
  readonly cost: Expression;
  /** What each entry of a list costs, by the field that the list is of. */
  readonly entries: ReadonlyMap<FieldNode, Expression>;
}

/** The cost of what is selected on an object, by its type; '' is for all of them. */
type CostByType = Map<string, Expression>;

/** Of a response key this many characters are free: aliases can be long, and come with each entry of a list. */
const FREE_KEY_CHARS = 32;

/** By their operations: documents are kept by the pipeline, so that the same text is looked at once. */
const plans = new WeakMap<OperationDefinitionNode, CostPlan>();

/**
 * Prices an operation of the document; its `cost` is then evaluated for the variables. It takes documents that were not
 * validated: unknown fields cost nothing here, fragments may go in circles. Each fragment is looked at once (for each hall
 * that it is about), so the time is linear.
 */
export function costPlanOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CostPlan {
  const known = plans.get(operation);
  if (known) return known;
  const plan = new Planner(schema, document, operation).plan();
  plans.set(operation, plan);
  return plan;
}

class Planner {
  readonly #schema: GraphQLSchema;
  readonly #operation: OperationDefinitionNode;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #defaults: Readonly<Record<string, unknown>>;
  readonly #known = new Map<FragmentDefinitionNode, Map<HallScope | null, CostByType>>();
  readonly #entries = new Map<FieldNode, Expression>();
  readonly #halls = new Map<FieldNode, HallReference>();
  #hasOtherHalls = false;

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.#schema = schema;
    this.#operation = operation;
    this.#defaults = defaultsOf(operation);
    const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  plan(): CostPlan {
    const root = this.#schema.getRootType(this.#operation.operation);
    const cost = root ? totalOf(this.#costOfSet(this.#operation.selectionSet, root, null)) : 0;
    const halls = [...this.#halls.values()].filter((hall) => hall.isUsed);
    return { halls, hasOtherHalls: this.#hasOtherHalls, cost, entries: this.#entries };
  }

  #costOfSet(set: SelectionSetNode, parent: GraphQLNamedType, hall: HallScope | null): CostByType {
    const parts = new Map<string, Expression[]>();
    this.#collect(set, parent, { hall, type: '', parts });
    return new Map([...parts].map(([type, costs]) => [type, sumOf(costs)]));
  }

  #collect(
    set: SelectionSetNode,
    parent: GraphQLNamedType,
    into: { hall: HallScope | null; type: string; parts: Map<string, Expression[]> },
  ): void {
    const { hall, type, parts } = into;
    const add = (name: string, cost: Expression) => {
      const costs = parts.get(name);
      if (costs) costs.push(cost);
      else parts.set(name, [cost]);
    };
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        add(type, this.#ifSelected(selection, this.#costOfField(selection, parent, hall)));
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = this.#fragments.get(selection.name.value);
        if (!fragment) continue;
        for (const [name, cost] of this.#costOfFragment(fragment, hall)) {
          add(name || type, this.#ifSelected(selection, cost));
        }
        continue;
      }
      const condition = this.#typeNamed(selection.typeCondition?.name.value) ?? parent;
      const inner = this.#costOfSet(selection.selectionSet, condition, hall);
      const narrowed = isObjectType(condition) && condition !== parent ? condition.name : type;
      for (const [name, cost] of inner) add(name || narrowed, this.#ifSelected(selection, cost));
    }
  }

  #costOfFragment(fragment: FragmentDefinitionNode, hall: HallScope | null): CostByType {
    let ofHalls = this.#known.get(fragment);
    if (!ofHalls) {
      ofHalls = new Map();
      this.#known.set(fragment, ofHalls);
    }
    const known = ofHalls.get(hall);
    if (known) return known;
    // Ends circles: refusing those is another rule's.
    ofHalls.set(hall, new Map());
    const type = this.#typeNamed(fragment.typeCondition.name.value);
    const costs: CostByType = new Map();
    if (type) {
      for (const [name, cost] of this.#costOfSet(fragment.selectionSet, type, hall)) {
        costs.set(name || (isObjectType(type) ? type.name : ''), remembered(cost));
      }
    }
    ofHalls.set(hall, costs);
    return costs;
  }

  #costOfField(node: FieldNode, parent: GraphQLNamedType, hall: HallScope | null): Expression {
    const key = (node.alias ?? node.name).value;
    const forKey = Math.floor(key.length / FREE_KEY_CHARS);
    if (node.name.value === '__typename') return 1 + forKey;
    const field = this.#fieldOf(parent, node.name.value);
    // Unknown fields are another rule's.
    if (!field) return 0;
    if (field === SchemaMetaFieldDef || field === TypeMetaFieldDef) return sumOf([1 + forKey, this.#costOfMeta(node)]);
    const prices = pricesOf(field);
    const own = sumOf([
      prices.cost,
      costOfInput(node, prices.costWith, this.#defaults),
      costOfEntries(node, prices.costPerEntry, this.#defaults),
    ]);
    const here = this.#hallBelow(node, parent, hall);
    const forSeats = prices.costPerSeat === 0 ? 0 : timesOf(this.#seatsOf(here, 0), prices.costPerSeat);
    const type = getNamedType(field.type);
    const entry =
      node.selectionSet && isCompositeType(type) ? totalOf(this.#costOfSet(node.selectionSet, type, here)) : 0;
    if (field.args.some(({ name }) => name === 'first')) {
      return sumOf([own, forKey, forSeats, timesOf(this.#pageOf(node), entry)]);
    }
    if (!isListType(getNullableType(field.type))) return sumOf([own, forKey, forSeats, entry]);
    if (isPageList(parent, node.name.value)) {
      this.#entries.set(node, remembered(entry));
      return sumOf([own, forKey, entry]);
    }
    const withObject = sumOf([1, entry]);
    this.#entries.set(node, remembered(withObject));
    return sumOf([own, forKey, forSeats, timesOf(this.#sizeOf(prices.listSize, hall), withObject)]);
  }

  /** The hall that what is below the field is about, where that can be looked up. */
  #hallBelow(node: FieldNode, parent: GraphQLNamedType, hall: HallScope | null): HallScope | null {
    if (parent === this.#schema.getRootType(this.#operation.operation)) {
      const reference = this.#halls.get(node) ?? hallReferenceOf(node, this.#defaults);
      if (!reference) return null;
      this.#halls.set(node, reference);
      return { reference, zones: this.#argumentOf(node, 'zones') };
    }
    if (!hall || parent.name !== 'Show') return null;
    if (!pricesOf(this.#fieldOf(parent, node.name.value)!).costPerSeat) return null;
    return { reference: hall.reference, zones: this.#argumentOf(node, 'zones') };
  }

  #seatsOf(hall: HallScope | null, unknown: number): Expression {
    if (hall) {
      hall.reference.isUsed = true;
      if (hall.zones) hall.reference.hasZones = true;
      return seatsOfScope(hall, this.#defaults);
    }
    this.#hasOtherHalls = true;
    return ({ otherHall }: Valuation) => otherHall ?? unknown;
  }

  #sizeOf(listSize: number | 'hall', hall: HallScope | null): Expression {
    if (listSize === 'hall') return this.#seatsOf(hall, 1);
    return ({ longestLists }: Valuation) => (longestLists ? listSize : 1);
  }

  #costOfMeta(node: FieldNode): Expression {
    const { selectionSet } = node;
    if (!selectionSet) return 0;
    const introspection = new IntrospectionCost(this.#schema, this.#fragments);
    if (node.name.value === SchemaMetaFieldDef.name) return introspection.of(selectionSet, __Schema, this.#schema);
    const name = this.#argumentOf(node, 'name');
    return ({ variables }: Valuation) => {
      const type = name && this.#schema.getType(String(knownValue(name, variables ?? {}, this.#defaults)));
      return type ? introspection.of(selectionSet, __Type, type) : 0;
    };
  }

  #pageOf(node: FieldNode): Expression {
    const given = this.#argumentOf(node, 'first') ?? this.#argumentOf(node, 'last');
    if (!given) return PAGE_SIZE;
    return ({ variables }: Valuation) => {
      if (given.kind === Kind.VARIABLE && variables === null) return 1;
      const page = knownValue(given, variables ?? {}, this.#defaults);
      if (page === null || page === undefined) return PAGE_SIZE;
      // Longer pages, and what is no number, are refused by their fields.
      return typeof page === 'number' && page >= 0 ? Math.min(page, MAX_PAGE_SIZE) : 1;
    };
  }

  #ifSelected(node: SelectionNode, cost: Expression): Expression {
    if (!node.directives?.length) return cost;
    const isIn = (valuation: Valuation) => isSelected(node, valuation.variables, this.#defaults);
    return (valuation: Valuation) => {
      if (!isIn(valuation)) return 0;
      return typeof cost === 'number' ? cost : cost(valuation);
    };
  }

  #argumentOf(node: FieldNode, name: string): ValueNode | undefined {
    return node.arguments?.find((argument) => argument.name.value === name)?.value;
  }

  #fieldOf(parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (parent === this.#schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    const isFielded = isObjectType(parent) || isInterfaceType(parent);
    return isFielded ? parent.getFields()[name] : undefined;
  }

  #typeNamed(name: string | undefined): GraphQLNamedType | null {
    const type = name === undefined ? undefined : this.#schema.getType(name);
    return type && isCompositeType(type) ? type : null;
  }
}

/** An object is of one type: of what is asked of several, the dearest. */
function totalOf(costs: CostByType): Expression {
  const common = costs.get('') ?? 0;
  const others = [...costs].flatMap(([type, cost]) => (type === '' ? [] : [cost]));
  return others.length === 0 ? common : sumOf([common, largestOf(others)]);
}

/** Whether it is the list of a page, whose length is counted with the connection. */
export function isPageList(parent: GraphQLNamedType, fieldName: string): boolean {
  return (fieldName === 'edges' || fieldName === 'nodes') && isObjectType(parent) && 'pageInfo' in parent.getFields();
}
