import { InvalidInputError } from '../../../src/shared/errors.ts';

/** What is wrong with the input, as `path: message`. Rejects with any other outcome. */
export async function issuesOf(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => new Error('The input was taken.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof InvalidInputError)) throw error;
  return error.issues.map(({ path, message }) => `${path}: ${message}`);
}
