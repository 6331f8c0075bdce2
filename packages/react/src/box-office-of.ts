import { type BoxOffice, createBoxOffice } from '@seatwire/client/box-office';
import type { Seatwire } from './seatwire.ts';

/** The one box office of a page: all that it holds and books is the same buyer's. */
export function boxOfficeOf(seatwire: Seatwire): BoxOffice {
  return seatwire.kept(make, '');
}

const make = ({ options }: Seatwire): BoxOffice => {
  const { url, token, webSocketImpl, retry } = options;
  return createBoxOffice({ url, token, webSocketImpl, ...(retry ? { retry } : {}) });
};
