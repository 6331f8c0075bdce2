/** As much of the pretix seating plan format as the page draws. The server has checked it when it was imported. */
export interface PretixPlan {
  name: string;
  categories: { name: string; color?: string | null }[];
  zones: {
    name: string;
    position?: Position | null;
    rows: {
      row_number: string | number;
      position?: Position | null;
      seats: {
        seat_guid: string;
        seat_number: string | number;
        position: Position;
        category: string;
        accessible?: boolean | null;
      }[];
    }[];
  }[];
}

interface Position {
  x: number;
  y: number;
}

/** Loads a plan by its URL; the browser keeps it for ever. Rejects when it does not come. */
export async function loadPlan(url: string): Promise<PretixPlan> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The plan was answered with ${response.status}.`);
  return await response.json();
}
