interface Place {
  x: number;
  y: number;
}

interface Row {
  seats: readonly Place[];
}

export function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** From each seat of a row to the next one. */
export function seatDistances({ seats }: Row): number[] {
  return seats.slice(1).map((seat, index) => distance(seat, seats[index]!));
}

/** From the middle of each row to the row before it. */
export function rowDistances(rows: readonly Row[]): number[] {
  return rows.slice(1).map(({ seats }, index) => {
    const middle = seats[Math.floor(seats.length / 2)]!;
    return Math.min(...rows[index]!.seats.map((seat) => distance(seat, middle)));
  });
}
