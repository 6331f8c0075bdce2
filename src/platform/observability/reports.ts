/** Brings together who tells that something has happened with who counts it, where neither knows the other. */
export interface Reports<What extends string = string> {
  /** That has happened. */
  report(what: What): void;
  /** From now on `listener` is told. */
  listen(listener: (what: What) => void): void;
}

export function createReports<What extends string = string>(): Reports<What> {
  let tell: (what: What) => void = () => {};
  return {
    report: (what) => tell(what),
    listen(listener) {
      tell = listener;
    },
  };
}
