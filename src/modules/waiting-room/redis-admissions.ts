import type { RedisConnection } from '../../platform/redis/connection.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { defineScript } from '../../platform/redis/script.ts';
import { admissionsKey } from './admission-keys.ts';
import type { AdmissionStore } from './admission-store.ts';

/** See admission-keys.ts for what there is in Redis. Operations reject with RedisUnavailableError while Redis is away. */
export function createRedisAdmissions({ redis, keys }: { redis: RedisConnection; keys: RedisKeys }): AdmissionStore {
  const script = (name: string) => defineScript(redis, name, new URL(`./scripts/${name}.lua`, import.meta.url));
  const read = script('read-admissions');
  const bring = script('bring-admissions');
  const keep = script('keep-admission');
  return {
    async readAdmissions({ showId, maxIdle }) {
      const [revision, ...idle] = (await read([admissionsKey(keys, showId)], [maxIdle])) as [number, ...string[]];
      return { revision: revision < 0 ? null : revision, idleOwnerIds: idle };
    },
    async bringAdmissions({ showId, from, to, idle_ms, admittedIds, endedIds }) {
      const args = [from, to, idle_ms, endedIds.length, ...endedIds, ...admittedIds];
      return (await bring([admissionsKey(keys, showId)], args)) === 1;
    },
    async replaceAdmissions({ showId, revision, idle_ms, ownerIds }) {
      await bring([admissionsKey(keys, showId)], ['', revision, idle_ms, 0, ...ownerIds]);
    },
    async keepAdmission({ showId, ownerId, idle_ms }) {
      const left_ms = (await keep([admissionsKey(keys, showId)], [ownerId, Math.ceil(idle_ms)])) as number;
      return left_ms === 0 ? null : left_ms;
    },
  };
}
