import { parser } from '@prometheus-io/lezer-promql';

export interface AskedMetric {
  name: string;
  /** Labels that its selector matches by. */
  labels: readonly string[];
}

/** What an expression of PromQL asks for. Throws where it is none, by Prometheus' own grammar. */
export function metricsOf(expression: string): AskedMetric[] {
  // Grafana fills it in.
  const text = expression.replaceAll('$__rate_interval', '1m');
  const found: { name: string; labels: string[] }[] = [];
  parser.parse(text).iterate({
    enter({ type, from, to }) {
      if (type.isError) throw new Error(`no PromQL at ${from}: ${text}`);
      const part = text.slice(from, to);
      if (type.name === 'VectorSelector') found.push({ name: /^[a-zA-Z_:][\w:]*/.exec(part)![0], labels: [] });
      // Within the selector that began last.
      if (type.name === 'UnquotedLabelMatcher') found.at(-1)!.labels.push(/^\w+/.exec(part)![0]);
    },
  });
  if (found.length === 0) throw new Error(`asks for no metric: ${text}`);
  return found;
}

/** The labels that an expression groups by. */
export function groupingOf(expression: string): string[] {
  return [...expression.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, list]) =>
    list!.split(',').map((name) => name.trim()),
  );
}
