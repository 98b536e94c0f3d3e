// The stack file of a swarm: what docker-compose.yml says, in the words that `docker stack deploy` understands.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/config/config.ts';
import { variables } from '../../src/config/schema.ts';
import { TASK_QUEUES } from '../../src/contract/queues.ts';
import { parsePolicies } from '../../src/operations/scaling-policy.ts';
import { serveDesired } from '../../workers/desired-endpoint.ts';
import { projectPath, readCompose, readProjectFile, readYaml, serviceOf } from '../helpers/compose.ts';
import { aDecision } from '../helpers/scaling.ts';
import { scratchFolder, writeProgram } from '../helpers/scratch.ts';

const limits = z.object({ cpus: z.string(), memory: z.string() });
const service = z.strictObject({
  image: z.string(),
  entrypoint: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  cap_add: z.array(z.string()).optional(),
  logging: z.object({ options: z.record(z.string(), z.string()) }),
  ports: z.array(z.object({ published: z.number() })).default([]),
  networks: z.array(z.string()),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  configs: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
  volumes: z.array(z.unknown()).default([]),
  stop_grace_period: z.string().optional(),
  healthcheck: z.object({ disable: z.boolean().default(false), test: z.array(z.string()).default([]) }).optional(),
  deploy: z.strictObject({
    replicas: z.number(),
    restart_policy: z.object({ condition: z.string(), delay: z.string() }),
    update_config: z.object({ order: z.string(), parallelism: z.number(), failure_action: z.string() }),
    placement: z.object({ constraints: z.array(z.string()).default([]) }).optional(),
    resources: z.object({ limits, reservations: limits.optional() }),
  }),
});
const stackFile = z.looseObject({
  version: z.string(),
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.object({ driver: z.string(), internal: z.boolean().default(false) })),
  configs: z.record(z.string(), z.object({ name: z.string(), file: z.string() })),
  secrets: z.record(z.string(), z.object({ external: z.boolean(), name: z.string() })),
});

const stack = stackFile.parse(readYaml('deploy/swarm/stack.yml'));
const compose = readCompose('docker-compose.yml');
const services = Object.entries(stack.services);
const shared = services.filter(([name]) => name in compose.services);
/** The emulated world, and what measures. */
const ELSEWHERE = ['emulators', 'demo-accounts', 'prometheus', 'grafana'];

describe('the stack file', () => {
  test('has the services of the compose file but the emulated world and what measures, and the autoscaler', () => {
    const expected = [...Object.keys(compose.services).filter((name) => !ELSEWHERE.includes(name)), 'autoscaler'];
    expect(Object.keys(stack.services).toSorted()).toEqual(expected.toSorted());
  });

  test.each(shared)('%s has the image, command, networks and secrets of the compose file', (name, here) => {
    const there = serviceOf(compose, name);
    const isOurs = there.build !== undefined;
    const image = isOurs ? '${MORROW_IMAGE:-morrow:0.1.0}' : there.image;
    expect(here).toMatchObject({ image, command: there.command, entrypoint: there.entrypoint });
    expect(here.networks).toEqual(there.networks);
    expect(here.secrets).toEqual(there.secrets);
    expect(here.healthcheck?.test ?? []).toEqual(there.healthcheck?.test ?? []);
  });

  test.each(shared)('%s is told the same variables, and workers their grace time besides', (name, here) => {
    const there = Object.keys(serviceOf(compose, name).environment);
    const more = name.startsWith('worker-') ? ['WORKER_SHUTDOWN_GRACE_MS'] : [];
    expect(Object.keys(here.environment).toSorted()).toEqual([...there, ...more].toSorted());
  });

  test.each(services)('%s has limits, bounded logs, and comes back by itself', (_, here) => {
    expect(Number(here.deploy.resources.limits.cpus)).toBeGreaterThan(0);
    expect(here.deploy.resources.limits.memory).toMatch(/^\d+[MG]$/);
    expect(here.logging.options).toEqual({ 'max-size': '10m', 'max-file': '5' });
    expect(here.deploy.restart_policy.condition).toMatch(/^(any|on-failure)$/);
  });

  test('publishes the proxy and nothing else', () => {
    expect(services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual(['proxy']);
    const open = Object.entries(stack.networks).filter(([, { internal }]) => !internal);
    expect(open.map(([name]) => name).toSorted()).toEqual(['egress', 'public']);
    for (const { driver } of Object.values(stack.networks)) expect(driver).toBe('overlay');
  });

  test('takes every secret from the swarm, each that the script makes, under the name of the stack', () => {
    expect(Object.keys(stack.secrets).toSorted()).toEqual(Object.keys(compose.secrets).toSorted());
    for (const [name, secret] of Object.entries(stack.secrets))
      expect(secret).toEqual({ external: true, name: `morrow_${name}` });
  });

  test('brings the files that the compose file mounts, by names that can be raised', () => {
    for (const [name, { file, name: versioned }] of Object.entries(stack.configs)) {
      expect(existsSync(projectPath(join('deploy/swarm', file))), name).toBe(true);
      expect(versioned).toMatch(new RegExp(`^morrow_${name}_\\d+$`));
    }
    const used = services.flatMap(([, { configs }]) => configs.map(({ source }) => source));
    expect(new Set(used)).toEqual(new Set(Object.keys(stack.configs)));
  });

  test.each(['worker-default', 'worker-heavy'])('lets %s finish its steps before it is killed', (name) => {
    const here = stack.services[name];
    const graceMs = Number(here?.environment['WORKER_SHUTDOWN_GRACE_MS']);
    expect(graceMs).toBe(readConfig({}).WORKER_SHUTDOWN_GRACE_MS);
    expect(Number(/^(\d+)s$/.exec(here?.stop_grace_period ?? '')?.[1]) * 1_000).toBeGreaterThan(graceMs + 5_000);
  });

  test('stops every default worker of the old version before one of the new version starts', () => {
    const update = stack.services['worker-default']?.deploy.update_config;
    expect(update).toMatchObject({ order: 'stop-first', parallelism: 0 });
  });

  test('runs one autoscaler, whose variables and policy are taken', () => {
    const autoscaler = stack.services['autoscaler'];
    expect(autoscaler?.deploy).toMatchObject({ replicas: 1, update_config: { order: 'stop-first' } });
    const own = Object.keys(autoscaler?.environment ?? {}).filter((name) => !name.startsWith('TEMPORAL_'));
    expect(own.filter((name) => !Object.hasOwn(variables, name.replace(/_FILE$/, '')) && !(name in variables))).toEqual(
      [],
    );
    expect(autoscaler?.configs).toEqual([
      { source: 'scaling_policy', target: autoscaler?.environment['SCALING_POLICY_FILE'] },
    ]);
    expect(() => parsePolicies(readProjectFile('deploy/autoscale/policy.json'), 'policy.json')).not.toThrow();
  });
});

describe('the autoscaler’s endpoint', () => {
  async function ask(path: string, publish = true): Promise<{ readonly status: number; readonly text: string }> {
    const endpoint = await serveDesired({ host: '127.0.0.1', port: 0, intervalMs: 1_000 });
    const unknown = { ...aDecision().figures, slotsUsed: null };
    if (publish) endpoint.publish([aDecision({ queue: 'default', wanted: 3, figures: unknown }), aDecision()]);
    const answer = await fetch(`http://127.0.0.1:${endpoint.port}${path}`);
    const text = await answer.text();
    await endpoint.close();
    return { status: answer.status, text };
  }

  test('says the number for a shell, and all of it for programs', async () => {
    expect(await ask('/desired/default')).toEqual({ status: 200, text: '3\n' });
    expect(JSON.parse((await ask('/desired')).text)).toMatchObject({
      default: { wanted: 3 },
      heavy: { wanted: 2, reason: 'backlog', figures: { backlog: 12 } },
    });
  });

  test('has metrics for Prometheus, and leaves out what nobody knows', async () => {
    const { text } = await ask('/metrics');
    expect(text).toContain('# TYPE morrow_workers_wanted gauge\nmorrow_workers_wanted{queue="default"} 3\n');
    expect(text).toContain('morrow_scaling_slots_used{queue="heavy"} 4\n');
    expect(text).not.toContain('morrow_scaling_slots_used{queue="default"}');
    expect(text.endsWith('\n')).toBe(true);
  });

  test.each(['/desired', '/desired/heavy', '/metrics', '/readyz'])(
    'has no answer to %s before it has figures',
    async (path) => {
      expect((await ask(path, false)).status).toBe(503);
    },
  );

  test('knows nothing else', async () => {
    expect((await ask('/desired/light')).status).toBe(404);
    expect((await ask('/')).status).toBe(404);
    expect((await ask('/healthz', false)).status).toBe(200);
  });
});

describe('the script that carries the decision out', () => {
  /** Programs that answer as Docker or kubectl would, and write down what they were told. */
  function scene(wanted: Readonly<Record<string, string>>) {
    const folder = scratchFolder();
    const log = join(folder, 'log');
    const cases = TASK_QUEUES.map((queue) => `*desired/${queue}*) printf '%s' '${wanted[queue] ?? ''}' ;;`).join('\n');
    const body = `case "$*" in
ps*) echo c0ffee ;;
*inspect*|*jsonpath*) printf 1 ;;
${cases}
*scale*) echo "$*" >> '${log}' ;;
esac`;
    writeProgram(join(folder, 'docker'), body);
    writeProgram(join(folder, 'kubectl'), body);
    return (...args: readonly string[]) => {
      const env = { PATH: `${folder}:/usr/bin:/bin` };
      const { status, stderr } = spawnSync('sh', [projectPath('deploy/autoscale/scale.sh'), ...args], {
        env,
        encoding: 'utf8',
      });
      return { status, stderr, told: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [] };
    };
  }

  test('scales only the service whose number differs', () => {
    expect(scene({ default: '1', heavy: '3' })('swarm', '--once')).toMatchObject({
      status: 0,
      told: ['service scale --detach morrow_worker-heavy=3'],
    });
  });

  test('does the same with kubectl', () => {
    expect(scene({ default: '2', heavy: '1' })('kubernetes', '--once').told).toEqual([
      '--namespace morrow scale deployment worker-default --replicas=2',
    ]);
  });

  test.each(['', 'No current figures.', '-1'])('leaves everything as it is when the answer is "%s"', (text) => {
    const { status, stderr, told } = scene({ default: text, heavy: text })('swarm', '--once');
    expect({ status, told }).toEqual({ status: 0, told: [] });
    expect(stderr).toContain('heavy: the autoscaler has no answer; nothing is changed');
  });

  test('refuses a platform that it does not know', () => {
    expect(scene({})('nomad')).toMatchObject({ status: 2, told: [] });
  });
});
