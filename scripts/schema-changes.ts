// Compares schema.graphql with the schema of the last release, which schema/ keeps, and refuses what would break its clients.
// npm run schema-changes: lists what was added, refuses the rest. .ci/run does so, too.
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Change, CriticalityLevel, diff, ChangeType as Kind } from '@graphql-inspector/core';
import { buildSchema, type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What an enum's description says when its clients are to be ready for further values. */
const EXPECTS_VALUES = 'Expect new values.';

/** What can be deprecated before it goes; a type goes when nothing names it any more. */
const REMOVED = new Set<string>([
  Kind.FieldRemoved,
  Kind.FieldArgumentRemoved,
  Kind.InputFieldRemoved,
  Kind.EnumValueRemoved,
]);

export interface SchemaComparison {
  /** Every change, breaking ones first. */
  changes: string[];
  /** Those that may not be released, each with what is to be done. */
  refused: string[];
}

/**
 * What became of a released schema. Refused is what breaks a document or an answer of a client of that release, unless the
 * changelog names it by its path (`Show.title`) as changed or removed, under "Unreleased"; what goes must have been deprecated in that release;
 * an enum gets a value only where its description tells clients to expect new ones, and a union only further errors.
 */
export async function compareSchemas(
  released: GraphQLSchema,
  current: GraphQLSchema,
  changelog: string,
): Promise<SchemaComparison> {
  const unreleased = /^## Unreleased$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog)?.[1] ?? '';
  // What was added or mended may name what it is beside: that says nothing of a break.
  const parts = unreleased.matchAll(/^### (?:Changed|Removed)$([\s\S]*?)(?=^### |(?![\s\S]))/gm);
  const announced = [...parts].map(([, part]) => part).join('');
  const changes = (await diff(released, current)).toSorted((a, b) => rank(a) - rank(b));
  return {
    changes: changes.map(({ criticality, message }) => `${criticality.level}: ${message}`),
    refused: changes.flatMap((change) => {
      const reason = refusalOf(change, { released, current, announced });
      return reason === null ? [] : [`${change.message}: ${reason}`];
    }),
  };
}

interface Context {
  released: GraphQLSchema;
  current: GraphQLSchema;
  /** What the changelog says was changed or removed since. */
  announced: string;
}

function refusalOf(change: Change, { released, current, announced }: Context): string | null {
  const path = change.path ?? '';
  if (change.type === Kind.EnumValueAdded) {
    const name = path.split('.')[0]!;
    const isExpected = !released.getType(name) || current.getType(name)?.description?.includes(EXPECTS_VALUES);
    return isExpected ? null : `clients of ${name} were not told "${EXPECTS_VALUES}"`;
  }
  if (change.type === Kind.UnionMemberAdded) {
    const { addedUnionMemberTypeName: name } = change.meta as { addedUnionMemberTypeName: string };
    const type = current.getType(name);
    const isExpected = isObjectType(type) && type.getInterfaces().some((one) => one.name === 'Error');
    return isExpected || !released.getType(path)
      ? null
      : `clients expect new members that implement Error, which ${name} does not`;
  }
  if (change.criticality.level !== CriticalityLevel.Breaking) return null;
  if (REMOVED.has(change.type) && !wasDeprecated(released, path)) return 'deprecate it first, for a release';
  return announced.includes(`\`${path}\``)
    ? null
    : `name \`${path}\` in CHANGELOG.md under "Unreleased", "Changed" or "Removed"`;
}

/** Whether what stands at the path (`Type.field`, `Type.field.argument`, `Enum.VALUE`) or around it was deprecated. */
function wasDeprecated(schema: GraphQLSchema, path: string): boolean {
  const [typeName, member, argument] = path.split('.') as [string, string?, string?];
  const type = schema.getType(typeName);
  if (isEnumType(type)) return type.getValue(member!)?.deprecationReason != null;
  if (isInputObjectType(type)) return type.getFields()[member!]?.deprecationReason != null;
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  const field = type.getFields()[member!];
  const arg = field?.args.find(({ name }) => name === argument);
  return field?.deprecationReason != null || arg?.deprecationReason != null;
}

function rank({ criticality }: Change): number {
  return [CriticalityLevel.Breaking, CriticalityLevel.Dangerous].indexOf(criticality.level) >>> 0;
}

/** The file of the last release's schema. */
export function lastRelease(): string {
  const files = globSync('schema/*.graphql', { cwd: ROOT });
  const byVersion = files.toSorted((a, b) => basename(a).localeCompare(basename(b), 'en', { numeric: true }));
  if (byVersion.length === 0) throw new Error('schema/ has the schema of no release.');
  return `${ROOT}/${byVersion.at(-1)}`;
}

/** Holds schema.graphql against the last release's. */
export async function compareWithLastRelease(): Promise<SchemaComparison> {
  const [released, current] = [lastRelease(), `${ROOT}/schema.graphql`].map((file) =>
    buildSchema(readFileSync(file, 'utf8')),
  );
  return await compareSchemas(released!, current!, readFileSync(`${ROOT}/CHANGELOG.md`, 'utf8'));
}

if (import.meta.main) {
  const { changes, refused } = await compareWithLastRelease();
  for (const line of changes) process.stdout.write(`${line}\n`);
  process.stdout.write(`${changes.length} changes since ${basename(lastRelease(), '.graphql')}\n`);
  for (const line of refused) process.stderr.write(`Refused: ${line}\n`);
  process.exitCode = refused.length > 0 ? 1 : 0;
}
