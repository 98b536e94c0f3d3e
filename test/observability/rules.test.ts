// The alert rules and the configuration of Prometheus, judged by its own tool, and by what an operator needs of them.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { projectPath, readProjectFile, readYaml } from '../helpers/compose.ts';
import { promtool } from '../helpers/prometheus.ts';

const RULES = 'deploy/prometheus/rules.yml';
const CASES = 'deploy/prometheus/rules.test.yml';

const alert = z.object({
  alert: z.string(),
  expr: z.string(),
  labels: z.object({ severity: z.enum(['warning', 'critical']) }),
  annotations: z.object({ summary: z.string().min(10), runbook_url: z.string() }),
});
const rulesFile = z.object({ groups: z.array(z.object({ rules: z.array(alert) })) });
const casesFile = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
    }),
  ),
});

const alerts = rulesFile.parse(readYaml(RULES)).groups.flatMap(({ rules }) => rules);
const cases = casesFile.parse(readYaml(CASES)).tests.flatMap(({ alert_rule_test: each }) => each);
const runbook = readProjectFile('docs/runbook.md');

test('Prometheus takes the configuration and the rules', async () => {
  expect(await promtool('check', 'config', projectPath('deploy/prometheus/prometheus.yml'))).toMatch(
    /is valid prometheus config file syntax/,
  );
});

test('every alert fires when it should, says what it should, and is quiet otherwise', async () => {
  expect(await promtool('test', 'rules', projectPath(CASES))).toMatch(/SUCCESS/);
});

describe.each(alerts)('the alert $alert', ({ alert: name, annotations }) => {
  test('is tested both ways', () => {
    const expected = cases
      .filter(({ alertname }) => alertname === name)
      .map(({ exp_alerts: fired }) => fired.length > 0);
    expect(expected).toHaveLength(2);
    expect(new Set(expected)).toEqual(new Set([true, false]));
  });

  test('leads to its entry in the runbook, which says what it means, what to check and what to do', () => {
    expect(annotations.runbook_url).toBe(`docs/runbook.md#${name.toLowerCase()}`);
    const [, entry = ''] = runbook.split(`\n### ${name}\n`);
    const [own = ''] = entry.split('\n#');
    for (const word of ['Meaning', 'Check', 'Action']) expect(own).toContain(`**${word}.**`);
  });
});

test('the runbook explains no alert that does not exist', () => {
  const explained = [...runbook.matchAll(/^### (Morrow[A-Za-z]+)$/gm)].map(([, name]) => name);
  expect(new Set(explained)).toEqual(new Set(alerts.map(({ alert: name }) => name)));
});
