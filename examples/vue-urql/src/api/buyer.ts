import { guestToken } from '@seatwire/client/box-office';
import { endpoint } from './endpoint';

/**
 * The token of the buyer, a guest of this browser, who begins with the first hold. It is kept in localStorage, where the box office
 * of `@seatwire/client` finds the same: so urql books what that holds. A shop with accounts gives its own token function to both.
 */
export const buyerToken = guestToken({ url: endpoint });
