import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  type OperationTypeNode,
} from 'graphql';
import type { Dice } from './dice.ts';
import type { InputMaker } from './inputs.ts';
import { literalOf } from './literals.ts';

export interface FuzzedOperation {
  kind: `${OperationTypeNode}`;
  query: string;
  variables: Record<string, unknown>;
  operationName?: string;
}

const MAX_DEPTH = 7;
/** What is longer is a variable: documents have a bound of their own, and would be refused for nothing else. */
const MAX_LITERAL = 2_000;

/** Writes random operations over a schema: valid ones, for the greater part, with arguments of every kind, as variables and written out. */
export class OperationMaker {
  readonly #schema: GraphQLSchema;
  readonly #dice: Dice;
  readonly #inputs: InputMaker;
  #variables: { name: string; type: string; value: unknown }[] = [];
  #fragments: string[] = [];
  #aliases = 0;

  constructor(schema: GraphQLSchema, dice: Dice, inputs: InputMaker) {
    this.#schema = schema;
    this.#dice = dice;
    this.#inputs = inputs;
  }

  make(): FuzzedOperation {
    const dice = this.#dice;
    this.#variables = [];
    this.#fragments = [];
    this.#aliases = 0;
    const kind = dice.pick(['query', 'query', 'query', 'mutation', 'mutation', 'subscription'] as const);
    const root = this.#schema.getRootType(kind as OperationTypeNode)!;
    const count = kind === 'query' ? dice.integer(1, 3) : 1;
    const fields = dice.list(count, () => this.#field(dice.pick(Object.values(root.getFields())), 1));
    const name = dice.chance(50) ? `Op${dice.integer(0, 99)}` : '';
    const definitions = this.#variables.map((variable) => `$${variable.name}: ${variable.type}`);
    const head = definitions.length > 0 ? `${kind} ${name}(${definitions.join(', ')})` : `${kind} ${name}`;
    const query = [`${head} { ${fields.join(' ')} }`, ...this.#fragments].join('\n');
    return {
      kind,
      query: dice.chance(4) ? this.#damaged(query) : query,
      variables: Object.fromEntries(this.#variables.map((variable) => [variable.name, variable.value])),
      ...(name !== '' && dice.chance(50) ? { operationName: dice.chance(4) ? 'Other' : name } : {}),
    };
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const args = field.args.filter(({ type }) => isNonNullType(type) || this.#dice.chance(50));
    const given = args.map((arg) => `${arg.name}: ${this.#argument(arg)}`);
    // Fields of one name with different arguments would not merge.
    this.#aliases += 1;
    const alias = given.length > 0 || this.#dice.chance(10) ? `a${this.#aliases}: ` : '';
    const call = given.length > 0 ? `(${given.join(', ')})` : '';
    const type = getNamedType(field.type);
    const selection = isLeafType(type) ? '' : ` ${this.#selection(type, depth)}`;
    return `${alias}${field.name}${call}${this.#directive()}${selection}`;
  }

  /** Half of the values are written out, the others variables, now and then one that is used already. */
  #argument({ name, type }: GraphQLArgument): string {
    const used = this.#variables.filter((variable) => variable.type === String(type));
    if (used.length > 0 && this.#dice.chance(10)) return `$${this.#dice.pick(used).name}`;
    const value = this.#inputs.value(type, name);
    if (this.#dice.chance(50)) {
      const literal = literalOf(value, type);
      if (literal.length <= MAX_LITERAL) return literal;
    }
    return this.#variable(String(type), value);
  }

  #variable(type: string, value: unknown): string {
    const name = `v${this.#variables.length}`;
    this.#variables.push({ name, type, value });
    return `$${name}`;
  }

  #directive(): string {
    if (!this.#dice.chance(3)) return '';
    const name = this.#dice.chance(4) ? 'noSuchDirective' : this.#dice.pick(['include', 'skip']);
    return ` @${name}(if: ${this.#variable('Boolean!', this.#dice.chance(50))})`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    const parts = ['__typename'];
    if (isAbstractType(type)) {
      const members = this.#schema.getPossibleTypes(type);
      for (const member of this.#dice.some(members, 3))
        parts.push(`... on ${member.name} ${this.#selection(member, depth)}`);
    }
    if (isObjectType(type) || isInterfaceType(type)) parts.push(...this.#fields(type as GraphQLObjectType, depth));
    if (!this.#dice.chance(5)) return `{ ${parts.join(' ')} }`;
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${type.name} { ${parts.join(' ')} }`);
    return `{ ...${name} }`;
  }

  #fields(type: GraphQLObjectType, depth: number): string[] {
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < MAX_DEPTH || isLeafType(getNamedType(field.type)),
    );
    // Deep down, few: else documents would grow with every level.
    return this.#dice.some(fields, depth < 3 ? 6 : 3).map((field) => this.#field(field, depth + 1));
  }

  #damaged(query: string): string {
    const at = this.#dice.integer(0, query.length - 1);
    const inserted = this.#dice.pick([
      '{',
      '}',
      '(',
      '"',
      '"""',
      '#',
      '$',
      '...',
      '@',
      '\u0000',
      '\ud800',
      '[[[[',
      ',',
      '\\',
    ]);
    return `${query.slice(0, at)}${inserted}${query.slice(at + this.#dice.integer(0, 5))}`;
  }
}
