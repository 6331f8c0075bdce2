import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';

export type Values = Readonly<Record<string, unknown>>;

/** The defaults of the operation's variables. */
export function defaultsOf(operation: OperationDefinitionNode): Values {
  const defaults: Record<string, unknown> = Object.create(null);
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue) defaults[variable.name.value] = valueFromASTUntyped(defaultValue);
  }
  return defaults;
}

/** The value as plain data: an enum's as its name, undefined for a variable that has none. */
export function knownValue(node: ValueNode, variables: Values, defaults: Values): unknown {
  if (node.kind === Kind.VARIABLE) {
    const name = node.name.value;
    return Object.hasOwn(variables, name) && variables[name] !== undefined ? variables[name] : defaults[name];
  }
  if (node.kind !== Kind.LIST) return valueFromASTUntyped(node);
  return node.values.map((value) => knownValue(value, variables, defaults));
}

/** Whether the directives `skip` and `include` leave it in. While variables are not known (null), what hangs on one is out. */
export function isSelected({ directives = [] }: SelectionNode, variables: Values | null, defaults: Values): boolean {
  return directives.every(({ name, arguments: given = [] }) => {
    const isSkip = name.value === GraphQLSkipDirective.name;
    if (!isSkip && name.value !== GraphQLIncludeDirective.name) return true;
    const condition = given.find((argument) => argument.name.value === 'if')?.value;
    if (!condition) return true;
    if (condition.kind === Kind.VARIABLE && variables === null) return false;
    return knownValue(condition, variables ?? {}, defaults) !== isSkip;
  });
}
