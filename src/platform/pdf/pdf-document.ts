/** What a PDF says, in the order in which it is set on A4 pages. Texts are plain, of one line each; long ones are set in several or cut off. */
export interface PdfDocument {
  /** BCP 47: what screen readers pronounce it as. */
  locale: string;
  title: string;
  author: string;
  /** The same document made for the same time has the same bytes. */
  madeAt: Date;
  blocks: readonly PdfBlock[];
}

export type PdfBlock = HeadingBlock | TextBlock | FactsBlock | TableBlock | CardBlock;

export interface HeadingBlock {
  kind: 'heading';
  text: string;
}

export interface TextBlock {
  kind: 'text';
  text: string;
  /** `soft`: smaller, in grey. */
  tone: 'ink' | 'soft';
}

/** Labels on the left, what they stand for beside them. */
export interface FactsBlock {
  kind: 'facts';
  rows: readonly { label: string; value: string }[];
}

/** What something costs, line by line: amounts stand at the right edge. */
export interface TableBlock {
  kind: 'table';
  rows: readonly TableRow[];
}

export interface TableRow {
  name: string;
  /** Below the name; null: nothing. */
  note: string | null;
  amount: string;
  /** `total`: stands out, `soft`: in grey. */
  tone: 'ink' | 'soft' | 'total';
}

/** To be cut out: a QR code and what it is for. No page breaks within it. */
export interface CardBlock {
  kind: 'card';
  /** What the QR code carries. */
  code: string;
  title: string;
  lines: readonly string[];
  /** Stands out, below the lines. */
  place: string;
  notes: readonly string[];
}
