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
