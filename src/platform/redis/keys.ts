/**
 * What every Redis key is built by; who keeps something names its keys. Braces are literal: they make all keys of one id one
 * Redis Cluster slot, so that a script may touch them together.
 */
export interface RedisKeys {
  /** `name`, or `name:rest`. */
  of(name: string, rest?: string): string;
  /** `name:{id}`, or `name:{id}:rest`: in the slot of that id. */
  inSlotOf(id: string, name: string, rest?: string): string;
}

/** `prefix` comes before every key, so that several installations can share a server. */
export function createRedisKeys(prefix: string): RedisKeys {
  return {
    of: (name, rest) => (rest === undefined ? `${prefix}${name}` : `${prefix}${name}:${rest}`),
    inSlotOf: (id, name, rest) =>
      rest === undefined ? `${prefix}${name}:{${id}}` : `${prefix}${name}:{${id}}:${rest}`,
  };
}

/** `{key}:suffix`, a key that belongs to another and shares its Redis Cluster slot: scripts may touch both. */
export function companionKey(key: string, suffix: string): string {
  // Without a hash tag the whole key is hashed, so it becomes the tag of its companion.
  return /^[^{]*\{[^}]+\}/.test(key) ? `${key}:${suffix}` : `{${key}}:${suffix}`;
}
