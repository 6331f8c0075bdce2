import {
  defaultFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { slices } from '../../platform/turns/slices.ts';
import type { GraphqlContext } from '../context.ts';
import { pricesOf } from '../prices.ts';
import type { OperationRun } from './operation-run.ts';

/** Lists whose entries cost less together are made at once. */
const SLICED_FROM = 2_000;
/**
 * Longer lists are of seats, which fail, if at all, at once. They are taken entry by entry, since a promise for each of 20,000
 * seats would cost more than the seats do.
 */
const LONG = 1_000;

/**
 * Bounds what operations make the schema's fields do (see OperationRun): lists are charged by their true length before their
 * entries are made, long ones are made in slices, and what reads a hall is charged by its seats.
 */
export function boundLists(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const isList = isListType(getNullableType(field.type));
      const readsHall = pricesOf(field).costPerSeat > 0;
      if (!isList && !readsHall) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context: GraphqlContext, info) => {
        const { run } = context;
        if (!run) return resolve(source, args, context, info);
        if (readsHall) run.chargeSeats(info, (source as { plan: { seatCount: number } }).plan.seatCount);
        const result: unknown = resolve(source, args, context, info);
        if (!isList) return result;
        return result instanceof Promise ? result.then((list) => bounded(list, run, info)) : bounded(result, run, info);
      };
    }
  }
  return schema;
}

function bounded(list: unknown, run: OperationRun, info: GraphQLResolveInfo): unknown {
  if (!Array.isArray(list)) return list;
  // Entries that are promises may fail before it is their turn, or be left out: that must not be a failure that nobody handles.
  for (const entry of list) if (entry instanceof Promise) entry.catch(() => undefined);
  run.chargeList(info, list.length);
  if (list.length * run.entryCost(info.fieldNodes) < SLICED_FROM) return list;
  return list.length > LONG ? new SlicedList(list, run) : slicedEntries(list, run, info);
}

/**
 * The entries, each for the executor to complete when it is its turn. It takes all of these promises at once: of those of an
 * AsyncIterator it would look at none before it has got the last one, and an entry that fails meanwhile would be a failure
 * that nobody handles, which ends the process.
 */
function slicedEntries(list: readonly unknown[], run: OperationRun, info: GraphQLResolveInfo): Promise<unknown>[] {
  const entries = list.map(() => Promise.withResolvers<unknown>());
  const give = async () => {
    for (const [index, { resolve, reject }] of entries.entries()) {
      try {
        if (index === 0 || slices.isOver) await run.turn();
        // The one before is completed first.
        else await null;
        run.assertFewFailures();
        resolve(list[index]);
      } catch (error) {
        reject(error);
        // With it the whole list has failed, where its entries can't be null: the executor waits for no other.
        if (!hasNullableEntries(info)) return;
        for (const other of entries.slice(index + 1)) other.resolve(null);
        return;
      }
    }
  };
  void give();
  return entries.map(({ promise }) => promise);
}

function hasNullableEntries({ returnType }: GraphQLResolveInfo): boolean {
  const type = getNullableType(returnType);
  return isListType(type) && !isNonNullType(type.ofType);
}

/** A long list for the executor to take entry by entry: it is made to wait where others are to have their turn. */
class SlicedList implements AsyncIterableIterator<unknown> {
  readonly #list: readonly unknown[];
  readonly #run: OperationRun;
  #index = 0;

  constructor(list: readonly unknown[], run: OperationRun) {
    this.#list = list;
    this.#run = run;
  }

  async next(): Promise<IteratorResult<unknown>> {
    if (this.#index === this.#list.length) return { done: true, value: undefined };
    if (this.#index === 0 || slices.isOver) await this.#run.turn();
    this.#run.assertFewFailures();
    const value = this.#list[this.#index];
    this.#index += 1;
    return { done: false, value };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
