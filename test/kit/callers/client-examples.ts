import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../product/product-process.ts';

export interface Example {
  language: string;
  code: string;
}

/** What docs/client.md shows of JavaScript and TypeScript, in its order. */
export async function clientExamples(): Promise<Example[]> {
  const text = await readFile(path.join(ROOT, 'docs/client.md'), 'utf8');
  return [...text.matchAll(/^```(jsx?|ts)\n([\s\S]*?)^```/gm)].map(([, language, code]) => ({
    language: language!,
    code: code!,
  }));
}
