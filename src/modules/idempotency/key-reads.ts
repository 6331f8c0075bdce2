import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { prepared, type Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { pause } from '../../platform/timing/pause.ts';

/** Of whom, and which. */
export interface KeyName {
  principalId: string;
  key: string;
}

export interface KeyRow {
  operation: string;
  requestHash: string;
  subjectId: string;
  /** Null: there is none yet. */
  answer: unknown;
  /** Nobody has answered, and the lease of who wanted to is over. */
  abandoned: boolean;
}

/** Reads keys that are there already. Those that are read in the same moment share a statement. */
export interface KeyReads {
  read(name: KeyName): Promise<KeyRow | undefined>;
  /** Resolves when those who wait for the answer of another request look again: all of this node at once. */
  untilNextLook(): Promise<void>;
}

const LOOK_EVERY_MS = 25;
const MAX_KEYS = 200;

const READ_KEYS = prepared(readStatement(new URL('./sql/read-keys.sql', import.meta.url)));

export function createKeyReads(database: Querier): KeyReads {
  const lookUpKey = createSharedLookup<KeyName, KeyRow>({
    nameOf,
    async readAll(names) {
      const rows = await database.query<KeyName & KeyRow>(READ_KEYS, [
        names.map(({ principalId }) => principalId),
        names.map(({ key }) => key),
      ]);
      return new Map(rows.map((row) => [nameOf(row), row]));
    },
    maxKeys: MAX_KEYS,
  });
  let nextLook: Promise<void> | null = null;

  return {
    read: lookUpKey,
    untilNextLook() {
      nextLook ??= pause(LOOK_EVERY_MS).then(() => {
        nextLook = null;
      });
      return nextLook;
    },
  };
}

function nameOf({ principalId, key }: KeyName): string {
  return JSON.stringify([principalId, key]);
}
