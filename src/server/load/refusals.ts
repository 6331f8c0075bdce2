import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  OperationTypeNode,
  visit,
} from 'graphql';
import type { Shed } from '../../platform/load/load-gate.ts';
import type { KnownDocument } from '../documents/documents.ts';
import type { Variables } from '../documents/variables.ts';
import { refusedResult } from './refused-operation.ts';

export interface RefusedOperation {
  readonly known: Pick<KnownDocument, 'document'>;
  readonly operationName?: string | null | undefined;
  readonly variables?: Variables | null | undefined;
}

/** What is made of a refused operation's result for its transport. */
type Make<Made> = (result: ExecutionResult) => Made;

/** Of one document, by operation, reason and seconds; what is beyond is made anew each time. */
const MAX_PER_DOCUMENT = 64;

/**
 * Answers of operations that are refused, ready-made: all who ask for the same get the same, and what is refused while there is too much to do must
 * cost next to nothing. They are forgotten with their documents.
 */
export class Refusals<Made> {
  readonly #schema: GraphQLSchema;
  readonly #isOverHttp: boolean;
  readonly #make: Make<Made>;
  readonly #known = new WeakMap<DocumentNode, Map<string, Made>>();

  constructor({ schema, isOverHttp, make }: { schema: GraphQLSchema; isOverHttp: boolean; make: Make<Made> }) {
    this.#schema = schema;
    this.#isOverHttp = isOverHttp;
    this.#make = make;
  }

  /** At once where it is known. */
  of({ known: { document }, operationName, variables }: RefusedOperation, shed: Shed): Made | Promise<Made> {
    const key = `${shed.reason} ${shed.retryAfter_s} ${operationName ?? ''}`;
    const made = this.#known.get(document)?.get(key);
    return made ?? this.#makeNew({ document, operationName, variables }, shed, key);
  }

  async #makeNew(
    { document, operationName, variables }: Omit<RefusedOperation, 'known'> & { document: DocumentNode },
    shed: Shed,
    key: string,
  ): Promise<Made> {
    const args = { schema: this.#schema, document, operationName, variableValues: variables, contextValue: {} };
    const result = await refusedResult(args, shed, this.#isOverHttp);
    const made = this.#make(result);
    if (isForAll(result, document, operationName)) {
      const known = this.#known.get(document) ?? new Map<string, Made>();
      if (known.size < MAX_PER_DOCUMENT) this.#known.set(document, known.set(key, made));
    }
    return made;
  }
}

/**
 * Whether it is the same whatever the variables are: queries fail as a whole; what is selected of mutations, and so what is answered, may
 * depend on them, and they may be wrong.
 */
function isForAll(
  { errors }: ExecutionResult,
  document: DocumentNode,
  operationName: string | null | undefined,
): boolean {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.MUTATION) return true;
  if (errors && (operation.variableDefinitions?.length ?? 0) > 0) return false;
  let isForAll = true;
  visit(document, {
    [Kind.DIRECTIVE]: ({ arguments: given = [] }) => {
      if (given.some(({ value }) => value.kind === Kind.VARIABLE)) isForAll = false;
    },
  });
  return isForAll;
}
