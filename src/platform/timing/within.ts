/**
 * Resolves or rejects as the work does. When that takes longer than `limit_ms` it rejects with the error of `late`; the work goes on,
 * and its outcome is ignored.
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
