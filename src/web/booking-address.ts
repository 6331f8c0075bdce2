const BOOKING_PARAMETER = 'booking';

/** The booking that the page's address names; null: none. */
export function bookingInAddress(): string | null {
  return new URL(location.href).searchParams.get(BOOKING_PARAMETER);
}

/** Where a booking is shown: the address of its show's page. */
export function bookingPath(showId: string, bookingId: string): string {
  return `/shows/${showId}?${new URLSearchParams({ [BOOKING_PARAMETER]: bookingId })}`;
}

/** The page's address with a booking's id in it, or none. */
export function addressWith(bookingId: string | undefined): URL {
  const url = new URL(location.href);
  if (bookingId === undefined) url.searchParams.delete(BOOKING_PARAMETER);
  else url.searchParams.set(BOOKING_PARAMETER, bookingId);
  return url;
}
