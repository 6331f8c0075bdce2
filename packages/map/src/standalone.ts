/** All in one file, with the client in it: for pages that are not built. Defines the element. */
import { defineSeatwireMap } from './element/define-map.ts';

export { createBookingStore, createBoxOffice, createLockStore, guestToken } from '@seatwire/client/box-office';
export * from './index.ts';

// Not by way of define.ts: that it has an effect says package.json of what is built, and not of this source.
defineSeatwireMap();
