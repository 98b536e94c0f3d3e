// The shape of the Grafana dashboards: what Grafana needs to load them, and what people need to read them on one screen.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readDashboards, type Panel } from '../helpers/dashboards.ts';
import { readCompose, readYaml, serviceOf } from '../helpers/compose.ts';

const dashboards = readDashboards();
const panels = dashboards.flatMap(({ uid, panels: own }) => own.map((panel) => ({ uid, title: panel.title, panel })));

const COLUMNS = 24;
/** 22 rows of 38 pixels and Grafana's own bars fill a screen of 1080. */
const ROWS = 22;

describe('the dashboards', () => {
  test('are the two that are agreed, the first with six panels', () => {
    expect(dashboards.map(({ uid, panels: own }) => [uid, own.length])).toEqual([
      ['morrow-operations', 8],
      ['morrow-overview', 6],
    ]);
  });

  test.each(dashboards)('$uid fits on one screen, and no panel lies on another', ({ panels: own }) => {
    const cells = own.flatMap(({ gridPos }) => cellsOf(gridPos));
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.length).toBe(COLUMNS * Math.max(...own.map(({ gridPos: { y, h } }) => y + h)));
    for (const { gridPos } of own) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(COLUMNS);
      expect(gridPos.y + gridPos.h).toBeLessThanOrEqual(ROWS);
    }
  });

  test.each(dashboards)(
    '$uid lets one choose the data source, and leads to the other one',
    ({ uid, templating, links }) => {
      expect(templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource' });
      const others = dashboards.map((other) => `/d/${other.uid}`).filter((url) => url !== `/d/${uid}`);
      expect(links.map(({ url }) => url)).toEqual(others);
    },
  );

  test.each(panels)('$uid, $title: every query has an own letter and takes the chosen data source', ({ panel }) => {
    const letters = panel.targets.map(({ refId }) => refId);
    expect(new Set(letters).size).toBe(letters.length);
    for (const { uid } of [panel.datasource, ...panel.targets.map(({ datasource }) => datasource)]) {
      expect(uid).toBe('${datasource}');
    }
  });
});

describe('Grafana', () => {
  const compose = readCompose('docker-compose.yml');

  test('finds the dashboards and Prometheus where they are', () => {
    const folder = z
      .object({ providers: z.tuple([z.object({ options: z.object({ path: z.string() }) })]) })
      .parse(readYaml('deploy/grafana/provisioning/dashboards/morrow.yml')).providers[0].options.path;
    expect(serviceOf(compose, 'grafana').volumes).toContain(`./deploy/grafana/dashboards:${folder}:ro`);
    const { url } = z
      .object({ datasources: z.tuple([z.object({ url: z.string() })]) })
      .parse(readYaml('deploy/grafana/provisioning/datasources/prometheus.yml')).datasources[0];
    expect(url).toBe('http://prometheus:9090');
  });

  test('lets nobody log in, and shares a network with Prometheus that leads nowhere else', () => {
    const { environment, networks } = serviceOf(compose, 'grafana');
    expect(environment).toMatchObject({
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
      GF_AUTH_BASIC_ENABLED: 'false',
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
    });
    expect(networks).not.toContain('backend');
    expect(serviceOf(compose, 'prometheus').networks).toContain('metrics');
  });

  test('and Prometheus come with the profile metrics only, and read nothing but their own folders', () => {
    for (const name of ['prometheus', 'grafana']) {
      const { profiles, read_only: readOnly, volumes } = serviceOf(compose, name);
      expect([profiles, readOnly]).toEqual([['metrics'], true]);
      expect(volumes.filter((volume) => volume.startsWith('.')).every((volume) => volume.endsWith(':ro'))).toBe(true);
    }
  });

  test('watches the ports that our processes listen on', () => {
    const jobs = z
      .object({
        scrape_configs: z.array(
          z.object({ dns_sd_configs: z.tuple([z.object({ names: z.tuple([z.string()]), port: z.number() })]) }),
        ),
      })
      .parse(readYaml('deploy/prometheus/prometheus.yml'))
      .scrape_configs.map(({ dns_sd_configs: [{ names, port }] }) => [names[0], port] as const);
    for (const [name, port] of jobs) {
      const { environment } = serviceOf(compose, name);
      expect(Number(environment['API_PORT'] ?? environment['WORKER_HEALTH_PORT'])).toBe(port);
    }
    expect(jobs.map(([name]) => name)).toEqual(['api', 'worker-default', 'worker-heavy']);
  });
});

const cellsOf = ({ x, y, w, h }: Panel['gridPos']): readonly string[] =>
  Array.from({ length: w * h }, (_, index) => `${x + (index % w)}/${y + Math.floor(index / w)}`);
