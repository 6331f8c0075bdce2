/**
 * Every Redis key is built here. Braces are literal: they make all keys of one show one Redis Cluster slot, so that a
 * script may touch them together.
 */
export interface RedisKeys {
  /** `seat_lock:{showId}:seatId`: who holds a seat; its expiry is the hold's. */
  seatLock(showId: string, seatId: string): string;
  /** `seat_holds:{showId}:ownerId`: the seats that an owner holds in a show; it ends with the last hold. */
  seatHolds(showId: string, ownerId: string): string;
  /** `address_holds:{showId}:address`: the seats that were taken from a network address; it ends with the last hold. */
  addressHolds(showId: string, address: string): string;
  /** `address_budget:{showId}:address`: what holds have cost a network address; it ends when that is made up for. */
  addressBudget(showId: string, address: string): string;
  /** `lock_changes:{showId}:caller`: what changes of locks have cost a caller; it ends when that is made up for. */
  lockChanges(showId: string, caller: string): string;
  /** `seat_map:{showId}`: the seat map's unavailable seats and its version; one hour. */
  seatMap(showId: string): string;
  /** `booking:{bookingId}`: a cached booking; 24 hours. */
  booking(bookingId: string): string;
  /** `rate:key`: a bucket of the rate limiter, until it is full. */
  rate(key: string): string;
  /** `distributed_lock:show:{showId}`: the show-wide mutex; five seconds. */
  showMutex(showId: string): string;
  /** `history`: the newest epoch of PostgreSQL's history that was seen, and how far. */
  history(): string;
  /** `probe`: written to find out whether Redis takes writes. */
  probe(): string;
}

/** `prefix` comes before every key, so that several installations can share a server. */
export function createRedisKeys(prefix: string): RedisKeys {
  return {
    seatLock: (showId, seatId) => `${prefix}seat_lock:{${showId}}:${seatId}`,
    seatHolds: (showId, ownerId) => `${prefix}seat_holds:{${showId}}:${ownerId}`,
    addressHolds: (showId, address) => `${prefix}address_holds:{${showId}}:${address}`,
    addressBudget: (showId, address) => `${prefix}address_budget:{${showId}}:${address}`,
    lockChanges: (showId, caller) => `${prefix}lock_changes:{${showId}}:${caller}`,
    seatMap: (showId) => `${prefix}seat_map:{${showId}}`,
    booking: (bookingId) => `${prefix}booking:{${bookingId}}`,
    rate: (key) => `${prefix}rate:${key}`,
    showMutex: (showId) => `${prefix}distributed_lock:show:{${showId}}`,
    history: () => `${prefix}history`,
    probe: () => `${prefix}probe`,
  };
}

/** `{key}:suffix`, a key that belongs to another and shares its Redis Cluster slot: scripts may touch both. */
export function companionKey(key: string, suffix: string): string {
  // Without a hash tag the whole key is hashed, so it becomes the tag of its companion.
  return /^[^{]*\{[^}]+\}/.test(key) ? `${key}:${suffix}` : `{${key}}:${suffix}`;
}
