import { readFileSync } from 'node:fs';
import { inSpan, isTracing, SpanKind } from '../observability/tracing.ts';
import type { RedisConnection, RunOptions } from './connection.ts';

/**
 * Runs the script in one round trip (EVALSHA; EVAL the first time on a connection, and after Redis has forgotten it).
 * All keys must share a hash tag. Rejects with RedisUnavailableError as `RedisConnection.run` does.
 */
export type Script = (
  keys: readonly string[],
  args: readonly (string | number)[],
  options?: RunOptions,
) => Promise<unknown>;

type ScriptCommand = (
  keyCount: number,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

/**
 * `name` must differ from Redis' own commands and from other scripts: `noun-verb`, like its file. The file's first line, `#!lua`,
 * lets Redis refuse the script before its first command: without it, one that has begun with a command that needs no memory
 * would write all the rest though there is none left. `flags=allow-oom` is for those that free memory, or tell of what has
 * changed elsewhere already and so must not be refused.
 */
export function defineScript(redis: RedisConnection, name: string, file: URL): Script {
  const lua = readFileSync(file, 'utf8');
  if (!lua.startsWith('#!lua')) throw new Error(`${file.pathname}: the first line must be #!lua`);
  redis.client.defineCommand(name, { lua });
  const commands = redis.client as unknown as Record<string, ScriptCommand>;
  // Keys and arguments go as arrays, not spread: there may be more than a call can have parameters.
  const run: Script = (keys, args, options) => redis.run(() => commands[name]!(keys.length, keys, args), options);
  const span = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'redis', 'db.stored_procedure.name': name } };
  return (keys, args, options) =>
    isTracing() ? inSpan(name, span, () => run(keys, args, options)) : run(keys, args, options);
}
