/**
 * The extension of a field whose value follows from its parent alone: not from who asks, not from its arguments, not from
 * the time. A subscription that reaches only such fields is executed once for all who follow the same; see sharing/. On a
 * subscription's root field it says that of what its resolver makes of an event; its `subscribe` runs for each subscriber
 * and leaves its source in `context.liveSource`.
 */
export const SHAREABLE = { shareable: true } as const;

/**
 * The extension of a field whose value follows from its parent, its arguments and the show's seat map as it is now. Its
 * resolver notes which version of the map it has read: `context.mapVersions`.
 */
export const FROM_SEAT_MAP = { fromSeatMap: true } as const;
