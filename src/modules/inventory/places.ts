/**
 * What of a show is held, booked, freed or blocked together. Seats today; areas, of which so and so many places are taken, come
 * beside them.
 */
export interface Places {
  seatIds: readonly string[];
}
