/** What allotments are drawn in where nobody chooses. Told apart by colour-blind eyes, too; none is near the usual colours of categories. */
export const ALLOTMENT_COLORS: readonly string[] = ['#b5179e', '#0077b6', '#d97706', '#2a9d8f', '#6d4cc3', '#c1121f'];
