import { parser } from '@prometheus-io/lezer-promql';

/** What a query reads: the name of a metric, and the labels that are asked of it or that it is grouped by. */
export interface MetricUse {
  readonly name: string;
  readonly labels: readonly string[];
}

/**
 * The metrics of a PromQL expression; labels of a grouping count for every metric of the expression.
 * @throws Error when the expression cannot be parsed
 */
export function metricsOf(expression: string): MetricUse[] {
  const uses: { name: string; labels: string[] }[] = [];
  const grouping: string[] = [];
  let selecting = false;
  parser.parse(expression).iterate({
    enter: ({ name, type, from, to }) => {
      if (type.isError) throw new Error(`not PromQL at ${from}: ${expression}`);
      const text = expression.slice(from, to);
      if (name === 'VectorSelector') uses.push({ name: '', labels: [] });
      if (name === 'LabelMatchers') selecting = true;
      if (name === 'Identifier' && uses.at(-1)?.name === '') uses.at(-1)!.name = text;
      if (name === 'LabelName') (selecting ? uses.at(-1)!.labels : grouping).push(text);
    },
    leave: ({ name }) => {
      if (name === 'LabelMatchers') selecting = false;
    },
  });
  return uses.map(({ name, labels }) => ({ name, labels: [...labels, ...grouping] }));
}
