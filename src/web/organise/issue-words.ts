/** What a number may be; null: anything, to that side. */
export interface IssueBounds {
  minimum: number | null;
  maximum: number | null;
}

/** What is said of the codes of what the server finds in a field. */
export interface IssueWords {
  TOO_LONG(maximum: number): string;
  TOO_MANY(maximum: number): string;
  OUT_OF_RANGE(bounds: IssueBounds): string;
  REQUIRED: string;
  MALFORMED: string;
  UNKNOWN: string;
  DUPLICATE: string;
  TOO_EARLY: string;
  TOO_LATE: string;
  NOT_CHANGEABLE: string;
  NOT_COMBINABLE: string;
}

export const GERMAN_ISSUES: IssueWords = {
  REQUIRED: 'Hier fehlt etwas.',
  TOO_LONG: (max) => `Das ist zu lang: höchstens ${max} Zeichen.`,
  TOO_MANY: (max) => `Das sind zu viele: höchstens ${max}.`,
  OUT_OF_RANGE: ({ minimum, maximum }) => `Das geht hier nicht${germanBounds(minimum, maximum)}.`,
  MALFORMED: 'Das ist nicht so geschrieben, wie es sein muss.',
  UNKNOWN: 'Das gibt es hier nicht, oder nicht mehr.',
  DUPLICATE: 'Das gibt es hier schon.',
  TOO_EARLY: 'Das ist zu früh.',
  TOO_LATE: 'Das ist zu spät.',
  NOT_CHANGEABLE: 'Das muss bleiben, wie es ist.',
  NOT_COMBINABLE: 'Das passt nicht zum Rest.',
};

/** `: nur von 1 bis 5`; blank where there are none. */
export function germanBounds(minimum: number | null, maximum: number | null): string {
  if (minimum !== null && maximum !== null) return `: nur von ${minimum} bis ${maximum}`;
  if (minimum !== null) return `: mindestens ${minimum}`;
  return maximum === null ? '' : `: höchstens ${maximum}`;
}
