// The Grafana dashboards as data, as far as a test looks at them.
import { readdirSync } from 'node:fs';
import { z } from 'zod';
import { projectPath, readProjectFile } from './compose.ts';

const FOLDER = 'deploy/grafana/dashboards';

const datasource = z.object({ type: z.string(), uid: z.string() });
const fieldConfig = z.object({
  defaults: z.object({ unit: z.string(), thresholds: z.object({ steps: z.array(z.unknown()).min(1) }) }),
});
const panel = z.object({
  id: z.number(),
  title: z.string().min(1),
  type: z.enum(['timeseries', 'bargauge', 'stat']),
  description: z.string().min(1),
  datasource,
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  fieldConfig,
  targets: z
    .array(z.object({ refId: z.string(), datasource, expr: z.string().min(1), legendFormat: z.string().min(1) }))
    .min(1),
});
const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number(),
  links: z.array(z.object({ url: z.string() })),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(panel),
});

export type Dashboard = z.infer<typeof dashboard>;
export type Panel = z.infer<typeof panel>;

export const readDashboards = (): readonly Dashboard[] =>
  readdirSync(projectPath(FOLDER))
    .toSorted()
    .map((file) => dashboard.parse(JSON.parse(readProjectFile(`${FOLDER}/${file}`))));

/** What Grafana puts in for the variables. */
export const substituted = (expression: string, variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables).reduce((text, [name, value]) => text.replaceAll(`$${name}`, value), expression);

/** The names of the metrics in an expression: of ours, of Temporal's, of the process. */
export const metricsIn = (expression: string): readonly string[] => [
  ...new Set(expression.match(/\b(?:morrow|temporal|process|nodejs)_[a-z0-9_]+/g) ?? []),
];
