import type { ViewContext } from './view-context.ts';

/** For how many people a booking is: its seats and its places of areas. */
export function ticketCount({
  seats,
  areas,
}: {
  seats: readonly unknown[];
  areas: readonly { quantity: number }[];
}): number {
  return areas.reduce((sum, { quantity }) => sum + quantity, seats.length);
}

/** `3 seats`; where there are places among them, `3 tickets`. */
export function ticketWords(
  { texts }: Pick<ViewContext, 'texts'>,
  order: { seats: readonly unknown[]; areas: readonly { quantity: number }[] },
): string {
  const count = ticketCount(order);
  return order.areas.length > 0 ? texts.ticketCount(count) : texts.seatCount(count);
}
