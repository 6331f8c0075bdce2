/**
 * What the work comes to, unless that takes longer than `limit_ms`: rejects with the error of `late` then, and what becomes of
 * the work is nobody's business any more.
 */
export async function within<Result>(limit_ms: number, work: Promise<Result>, late: () => Error): Promise<Result> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => limit.reject(late()), limit_ms);
  try {
    return await Promise.race([work, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
