/** The reading, made once for all who ask while it is under way: what it costs does not grow with how many ask. */
export function oneAtATime<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let reading: Promise<Result> | null = null;
  return () => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };
}
