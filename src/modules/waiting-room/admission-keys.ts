import type { RedisKeys } from '../../platform/redis/keys.ts';

/**
 * `admissions:{showId}`: who is admitted, a sorted set by the end of the idle time on Redis' clock (ms). Its member without a name
 * has the room's revision, as -1 - revision, and `run <id>`, with -0.5, says in which run of the server it was written: whoever reads it in
 * another one has an older copy.
 */
export function admissionsKey(keys: RedisKeys, showId: string): string {
  return keys.inSlotOf(showId, 'admissions');
}
