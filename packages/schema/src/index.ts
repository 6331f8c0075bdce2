export type * from './events.generated.ts';
export { possibleTypes } from './possible-types.generated.ts';
export { scalars } from './scalars.ts';
export { eventTypes, type SeatwireEventOf, type SeatwireTopic } from './topics.generated.ts';
