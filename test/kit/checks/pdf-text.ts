import { extractText } from 'unpdf';

/** What a PDF says, page by page, in the order in which it is drawn; every kind of blank is a space. */
export async function textOfPdf(pdf: Uint8Array): Promise<string> {
  // pdf.js takes the memory that it is given for itself.
  const { text } = await extractText(Uint8Array.from(pdf), { mergePages: false });
  return text.join('\n').replaceAll(/[^\S\n]+/g, ' ');
}
