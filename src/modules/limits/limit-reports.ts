/** Brings together who refuses for a limit with who counts it, where neither knows the other. */
export interface LimitReports {
  /** Something was refused, or left undone, for the limit of that name. */
  report(limit: string): void;
  /** From now on `listener` is told. */
  listen(listener: (limit: string) => void): void;
}

export function createLimitReports(): LimitReports {
  let tell: (limit: string) => void = () => {};
  return {
    report: (limit) => tell(limit),
    listen(listener) {
      tell = listener;
    },
  };
}
