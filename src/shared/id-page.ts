/** A page of things whose ids sort by the time they were made, the newest first unless cut from the oldest end. */
export interface IdPage {
  /** At most so many. */
  limit: number;
  /** Only those made before the one with this id. */
  olderThan: string | null;
  /** Only those made after the one with this id. */
  newerThan: string | null;
  /** Whether the page is cut from the oldest end. */
  fromOldest: boolean;
}
