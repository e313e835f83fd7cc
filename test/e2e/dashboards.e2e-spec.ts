import { Metrics } from '@app/platform';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { startApi } from '../support/app.js';
import { metricsOf } from '../support/promql.js';
import { openSuite } from '../support/suite.js';
import { startWorker } from '../support/worker.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string };
}

const rules = (
  parse(readFileSync('deploy/prometheus/alerts.yaml', 'utf8')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);

const dashboard = JSON.parse(readFileSync('deploy/grafana/gitlab-internal-api.json', 'utf8')) as {
  panels: { id: number; title: string; targets?: { expr: string; legendFormat: string }[] }[];
};
const targets = dashboard.panels.flatMap(({ title, targets: of = [] }) => of.map((target) => ({ title, ...target })));

/** What Grafana puts in place of its variables. */
const filled = (expr: string) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$job', '.*');

/** Labels that Prometheus itself gives to everything it scrapes. */
const SCRAPED = ['job', 'instance'];

const SUFFIXES = { histogram: ['_bucket', '_count', '_sum'], summary: ['_count', '_sum'] } as const;

describe('what is shipped for Prometheus and Grafana', () => {
  /** Labels of every series that the service exports, by the name that a query uses. */
  const exported = new Map<string, ReadonlySet<string>>();

  beforeAll(async () => {
    const suite = await openSuite();
    const api = await startApi(suite);
    const worker = await startWorker(api.configuration);
    for (const process of [api.app, worker]) {
      for (const metric of process.get(Metrics).registry.getMetricsAsArray()) {
        const {
          name,
          type,
          labelNames = [],
        } = metric as unknown as { name: string; type: string; labelNames?: string[] };
        const suffixes: readonly string[] = SUFFIXES[type as keyof typeof SUFFIXES] ?? [''];
        for (const suffix of suffixes) {
          exported.set(
            `${name}${suffix}`,
            new Set([...labelNames, ...SCRAPED, ...(suffix === '_bucket' ? ['le'] : [])]),
          );
        }
      }
    }
    await worker.close();
    await api.close();
    await suite.close();
  });

  const faultsOf = (expr: string): string[] =>
    metricsOf(filled(expr)).flatMap(({ name, labels }) => {
      const known = exported.get(name);
      if (known === undefined) return [`no metric ${name}`];
      return labels.filter((label) => !known.has(label)).map((label) => `${name} has no label ${label}`);
    });

  it('knows what is wrong with a query', () => {
    expect(faultsOf('rate(http_requests_total{statsu="500"}[5m]) / nothing_at_all')).toEqual([
      'http_requests_total has no label statsu',
      'no metric nothing_at_all',
    ]);
    expect(faultsOf('sum by (route) (rate(http_requests_total[5m]))')).toEqual([
      'http_requests_total has no label route',
    ]);
    expect(() => faultsOf('sum by (status (up)')).toThrow('not PromQL');
  });

  it.each(rules.map(({ alert, expr }) => [alert, expr]))('alert %s asks for what there is', (_, expr) => {
    expect(faultsOf(expr)).toEqual([]);
  });

  it.each(targets.map(({ title, expr }) => [title, expr]))('panel %s shows what there is', (_, expr) => {
    expect(faultsOf(expr)).toEqual([]);
  });

  it('names labels in texts that the result of the query has', () => {
    const named = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, label]) => label as string);
    const absent = (expr: string, labels: string[]) => {
      const [, grouping] = /by \(([^)]*)\)/.exec(expr) ?? [];
      const there = grouping === undefined ? SCRAPED : grouping.split(',').map((label) => label.trim());
      return labels.filter((label) => !there.includes(label));
    };
    for (const { alert, expr, annotations } of rules)
      expect([alert, absent(expr, named(annotations.summary, /\$labels\.(\w+)/g))]).toEqual([alert, []]);
    for (const { title, expr, legendFormat } of targets)
      expect([title, absent(expr, named(legendFormat, /\{\{(\w+)\}\}/g))]).toEqual([title, []]);
  });

  it('has one panel for each number, and explains every alert', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const page = readFileSync('docs/observability.md', 'utf8');
    expect(rules.map(({ alert }) => alert).filter((alert) => !page.includes(`\`${alert}\``))).toEqual([]);
  });

  it('has every metric of the service on its page', () => {
    const page = readFileSync('docs/observability.md', 'utf8');
    const own = [...exported.keys()].filter(
      (name) => !/^(process|nodejs|kubernetes_agent)_|_(bucket|count|sum)$/.test(name),
    );
    expect(own.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
    expect(own.length).toBeGreaterThan(15);
  });
});
