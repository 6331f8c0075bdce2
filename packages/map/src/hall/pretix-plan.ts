/** As much of the pretix seating plan format as the page draws. The server has checked it when it was imported. */
export interface PretixPlan {
  name: string;
  categories: { name: string; color?: string | null }[];
  zones: {
    name?: string | null;
    zone_id?: string | null;
    position?: Position | null;
    areas?: PlanArea[] | null;
    rows: {
      row_number: string | number;
      /** Words for the row, in which `%s` is its number. */
      row_label?: string | null;
      /** The same for each of its seats. */
      seat_label?: string | null;
      /** Where its name stands: at an end of it, at both, or nowhere; where nothing is said, at both. */
      row_number_position?: 'start' | 'end' | 'both' | null;
      position?: Position | null;
      seats: {
        seat_guid: string;
        seat_number: string | number;
        position: Position;
        category: string;
        accessible?: boolean | null;
        /** Of ours: for who accompanies someone in a wheelchair. */
        companion?: boolean | null;
      }[];
    }[];
  }[];
}

/** A shape or a word; the older form of the format has rectangles only, with their text. */
export interface PlanArea {
  shape?: string;
  position?: Position | null;
  rotation?: number | null;
  color?: string | null;
  border_color?: string | null;
  width?: number;
  height?: number;
  rectangle?: { width: number; height: number } | null;
  circle?: { radius: number } | null;
  ellipse?: { radius?: Position | null } | null;
  polygon?: { points?: Position[] | null } | null;
  /** Of ours: it has places without numbers, so many of them, of a category. */
  area_guid?: string | null;
  name?: string | null;
  capacity?: number | null;
  category?: string | null;
  text?: string | { text?: string; position?: Position | null; size?: number } | null;
}

interface Position {
  x: number;
  y: number;
}
