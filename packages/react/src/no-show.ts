import { ApiError } from '@seatwire/client/box-office';

/** What comes of a request about a show while there is none. */
export const noShow = async () => {
  const error = new ApiError({ code: 'NOTHING_TO_DO', message: 'There is no show yet.' });
  return { ok: false, refusal: null, error } as const;
};
