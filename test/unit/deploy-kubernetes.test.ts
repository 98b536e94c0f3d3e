// The Kubernetes manifests against the code that runs in them: commands, variables, ports, probes, grace times, limits.
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { apiRoutes } from '../../src/api/create-api.ts';
import { readConfig } from '../../src/config/config.ts';
import { variables } from '../../src/config/schema.ts';
import { SECRET_NAMES } from '../../src/config/secret-files.ts';
import { TASK_QUEUES } from '../../src/contract/queues.ts';
import { serveHealth } from '../../src/observability/health.ts';
import { parsePolicies } from '../../src/operations/scaling-policy.ts';
import { serveDesired } from '../../workers/desired-endpoint.ts';
import { projectPath, readCompose, readProjectFile, serviceOf } from '../helpers/compose.ts';
import { ofKind, readManifests, type Pod } from '../helpers/kubernetes.ts';
import { aDecision } from '../helpers/scaling.ts';

const base = readManifests('base');
const deployments = ofKind(base, 'Deployment').map((each) => [each.metadata.name, each] as const);
const pods: readonly (readonly [string, Pod])[] = [
  ...deployments.map(([name, { spec }]) => [name, spec.template] as const),
  ...ofKind(base, 'Job').map(({ metadata, spec }) => [metadata.name, spec.template] as const),
];
const workers = pods.filter(([name]) => name.startsWith('worker-'));

const found = <T>(what: string, value: T | undefined): T => {
  if (value === undefined) throw new Error(`There is no ${what}.`);
  return value;
};
const configMap = (name: string) =>
  found(
    `ConfigMap ${name}`,
    ofKind(base, 'ConfigMap').find(({ metadata }) => metadata.name === name),
  ).data;

/** What the process in the pod finds in its environment. */
function environmentOf({ spec }: Pod): Readonly<Record<string, string>> {
  const [{ envFrom, env }] = spec.containers;
  const shared = envFrom.map(({ configMapRef }) => configMap(configMapRef.name));
  return Object.assign({}, ...shared, Object.fromEntries(env.map(({ name, value }) => [name, value])));
}

const serviceNamed = (name: string) =>
  found(
    `Service ${name}`,
    ofKind(base, 'Service').find(({ metadata }) => metadata.name === name),
  );

describe('every manifest', () => {
  test('is complete for its kind, and in our namespace', () => {
    const all = [...base, ...readManifests('keda'), ...readManifests('examples')];
    expect(all.length).toBeGreaterThan(15);
    for (const { kind, metadata } of all) {
      expect(kind === 'Namespace' ? metadata.name : metadata.namespace, metadata.name).toBe('morrow');
    }
  });

  test('holds no secret', () => {
    const [secret] = ofKind(readManifests('examples'), 'Secret');
    expect(new Set(Object.values(secret?.stringData ?? {}))).toEqual(new Set(['REPLACE-ME']));
    expect(ofKind(base, 'Secret')).toEqual([]);
  });
});

describe('a pod', () => {
  test.each(pods)('%s runs a file that there is, from an image of one exact version', (_, { spec }) => {
    const [{ command, image }] = spec.containers;
    const [node, file = ''] = command;
    expect(node).toBe('node');
    expect(existsSync(projectPath(file.replace(/^dist\//, '').replace(/\.js$/, '.ts')))).toBe(true);
    expect(image).toMatch(/^[a-z./-]+\/morrow:\d+\.\d+\.\d+$/);
  });

  test.each(pods)('%s sets only variables that somebody reads, with values that are taken', (_, pod) => {
    const environment = environmentOf(pod);
    const known = (name: string): boolean =>
      Object.hasOwn(variables, name.replace(/_FILE$/, '')) ||
      Object.hasOwn(variables, name) ||
      /^TEMPORAL_(ADDRESS|NAMESPACE)$/.test(name);
    expect(Object.keys(environment).filter((name) => !known(name))).toEqual([]);
    const plain = Object.entries(environment).filter(([name]) => !SECRET_NAMES.includes(name.replace(/_FILE$/, '')));
    expect(() => readConfig(Object.fromEntries(plain))).not.toThrow();
  });

  test.each(pods)('%s gets each secret it names as a file of the Secret, and no other', (_, pod) => {
    const [{ volumeMounts }] = pod.spec.containers;
    const mount = found(
      'mount',
      volumeMounts.find(({ name }) => name === 'secrets'),
    ).mountPath;
    const items = pod.spec.volumes.find(({ name }) => name === 'secrets')?.secret?.items ?? [];
    const named = Object.entries(environmentOf(pod))
      .filter(([name]) => SECRET_NAMES.includes(name.replace(/_FILE$/, '')))
      .map(([, path]) => path);
    expect(items.map(({ path }) => `${mount}/${path}`).toSorted()).toEqual(named.toSorted());
    const [example] = ofKind(readManifests('examples'), 'Secret');
    for (const { key } of items) expect(example?.stringData).toHaveProperty(key);
  });

  test.each(pods)('%s is without root, writes nothing into its image, and has limits', (_, { spec }) => {
    const [{ securityContext, resources }] = spec.containers;
    expect(spec.securityContext).toEqual({ runAsNonRoot: true, runAsUser: 1000 });
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(resources.limits.memory).toMatch(/^\d+Mi$/);
  });

  test('of a default worker of the new version starts after the last one of the old version', () => {
    const [, worker] = found(
      'worker-default',
      deployments.find(([name]) => name === 'worker-default'),
    );
    expect(worker.spec.strategy).toEqual({ type: 'Recreate' });
  });

  test.each(deployments)('%s is found by its own selector', (name, { spec }) => {
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    expect(spec.selector.matchLabels).toEqual({ 'app.kubernetes.io/name': name });
  });
});

describe('the probes', () => {
  const portOf = (pod: Pod): number | undefined =>
    pod.spec.containers[0].ports.find(({ name }) => name === 'http')?.containerPort;
  const pathsOf = ({ spec }: Pod): readonly string[] => {
    const [{ startupProbe, readinessProbe, livenessProbe }] = spec.containers;
    return [startupProbe, readinessProbe, livenessProbe].map((probe) => found('probe', probe).httpGet.path);
  };

  test('ask the port that the process listens on, on every address', () => {
    for (const [name, pod] of pods.filter(([, { spec }]) => spec.containers[0].ports.length > 0)) {
      const config = readConfig(environmentOfPlain(pod));
      const [host, port] = name.startsWith('worker-')
        ? [config.WORKER_HEALTH_HOST, config.WORKER_HEALTH_PORT]
        : name === 'api'
          ? [config.API_HOST, config.API_PORT]
          : [config.AUTOSCALER_HOST, config.AUTOSCALER_PORT];
      expect({ name, host, port }).toEqual({ name, host: '0.0.0.0', port: portOf(pod) });
    }
  });

  const environmentOfPlain = (pod: Pod): Record<string, string> =>
    Object.fromEntries(Object.entries(environmentOf(pod)).filter(([name]) => !name.endsWith('_FILE')));

  test.each(workers)('of %s ask what a worker answers', async (_, pod) => {
    const server = await serveHealth('127.0.0.1', 0, {
      health: () => ({ status: 'ok' }),
      metrics: () => Promise.resolve(''),
    });
    for (const path of pathsOf(pod)) expect((await fetch(`http://127.0.0.1:${server.port}${path}`)).status).toBe(200);
    await server.close();
  });

  test('of the API ask for routes that it has', () => {
    const [, api] = found(
      'api',
      pods.find(([name]) => name === 'api'),
    );
    const routes = apiRoutes('test').map(({ path }) => path);
    for (const path of pathsOf(api)) expect(routes).toContain(path);
  });

  test('of the autoscaler ask what it answers', async () => {
    const [, autoscaler] = found(
      'autoscaler',
      pods.find(([name]) => name === 'autoscaler'),
    );
    const endpoint = await serveDesired({ host: '127.0.0.1', port: 0, intervalMs: 1_000 });
    endpoint.publish([aDecision()]);
    for (const path of pathsOf(autoscaler))
      expect((await fetch(`http://127.0.0.1:${endpoint.port}${path}`)).status).toBe(200);
    await endpoint.close();
  });
});

describe('a worker', () => {
  test.each(workers)('%s may finish its steps before it is killed', (_, pod) => {
    const graceMs = Number(environmentOf(pod)['WORKER_SHUTDOWN_GRACE_MS']);
    expect(graceMs).toBe(readConfig({}).WORKER_SHUTDOWN_GRACE_MS);
    expect((pod.spec.terminationGracePeriodSeconds ?? 0) * 1_000).toBeGreaterThanOrEqual(graceMs + 10_000);
    expect(pod.spec.containers[0].lifecycle).toBeUndefined();
  });

  test.each(workers)('%s has its number set by whoever scales it, and spreads over the nodes', (name, pod) => {
    expect(
      found(
        name,
        deployments.find(([each]) => each === name),
      )[1].spec.replicas,
    ).toBeUndefined();
    const [spread] = pod.spec.topologySpreadConstraints;
    expect(spread?.labelSelector.matchLabels).toEqual({ 'app.kubernetes.io/name': name });
  });

  test('for training has as many threads as processors', () => {
    const [, heavy] = found(
      'worker-heavy',
      workers.find(([name]) => name === 'worker-heavy'),
    );
    expect(environmentOf(heavy)['WORKER_HEAVY_THREADS']).toBe(heavy.spec.containers[0].resources.limits.cpu);
  });
});

describe('disruption budgets', () => {
  test('keep one API, and let workers go one by one; with one worker a node can still be emptied', () => {
    const budgets = ofKind(base, 'PodDisruptionBudget').map(({ metadata, spec: { selector, ...rule } }) => {
      expect(selector.matchLabels).toEqual({ 'app.kubernetes.io/name': metadata.name });
      return [metadata.name, rule];
    });
    expect(Object.fromEntries(budgets)).toEqual({
      api: { minAvailable: 1 },
      'worker-default': { maxUnavailable: 1 },
      'worker-heavy': { maxUnavailable: 1 },
    });
    expect(
      found(
        'api',
        deployments.find(([name]) => name === 'api'),
      )[1].spec.replicas,
    ).toBeGreaterThan(1);
  });
});

describe('services', () => {
  test('reach a port that their pods open, from inside of the cluster only', () => {
    const services = ofKind(base, 'Service');
    expect(services.map(({ metadata }) => metadata.name).toSorted()).toEqual(['api', 'autoscaler']);
    for (const { metadata, spec } of services) {
      const [, pod] = found(
        metadata.name,
        pods.find(([name]) => name === metadata.name),
      );
      expect(spec.type).toBeUndefined();
      expect(spec.selector).toEqual({ 'app.kubernetes.io/name': metadata.name });
      const [{ ports }] = pod.spec.containers;
      expect(spec.ports).toMatchObject([{ port: ports[0]?.containerPort, targetPort: ports[0]?.name }]);
    }
  });
});

describe('scaling by KEDA', () => {
  const scaled = ofKind(readManifests('keda'), 'ScaledObject');
  const queueOf = (name: string): string => name.replace(/^worker-/, '');
  const ofType = (type: string) => scaled.filter(({ spec }) => spec.triggers[0].type === type);

  test('has each worker once per way of scaling', () => {
    for (const type of ['temporal', 'metrics-api']) {
      const targets = ofType(type).map(({ spec }) => spec.scaleTargetRef.name);
      expect(targets).toEqual(TASK_QUEUES.map((queue) => `worker-${queue}`));
    }
    expect(scaled).toHaveLength(2 * TASK_QUEUES.length);
  });

  test('never takes the last worker: KEDA cannot see work in hand', () => {
    for (const { spec } of scaled) expect(spec.minReplicaCount).toBeGreaterThanOrEqual(1);
  });

  test('by queue size names fields of the Temporal scaler, our server and our queues', () => {
    for (const { spec } of ofType('temporal')) {
      const queue = queueOf(spec.scaleTargetRef.name);
      expect(spec.triggers[0].metadata).toEqual({
        endpoint: configMap('morrow')['TEMPORAL_ADDRESS'],
        namespace: configMap('morrow')['TEMPORAL_NAMESPACE'],
        taskQueue: queue,
        queueTypes: queue === 'default' ? 'workflow,activity' : 'activity',
        targetQueueSize: expect.stringMatching(/^\d+$/),
        activationTargetQueueSize: '0',
      });
    }
  });

  test('by our decision finds the wanted number where the autoscaler says it', async () => {
    const endpoint = await serveDesired({ host: '127.0.0.1', port: 0, intervalMs: 1_000 });
    endpoint.publish(TASK_QUEUES.map((queue, index) => aDecision({ queue, wanted: index + 2 })));
    for (const [index, { spec }] of ofType('metrics-api').entries()) {
      const [{ metadata, metricType }] = spec.triggers;
      const url = new URL(metadata['url'] ?? '');
      expect([url.hostname, Number(url.port)]).toEqual([
        'autoscaler.morrow.svc.cluster.local',
        serviceNamed('autoscaler').spec.ports[0]?.port,
      ]);
      const answer: unknown = await (await fetch(`http://127.0.0.1:${endpoint.port}${url.pathname}`)).json();
      expect(answer).toHaveProperty(metadata['valueLocation'] ?? '', index + 2);
      expect([metricType, metadata['targetValue']]).toEqual(['AverageValue', '1']);
    }
    await endpoint.close();
  });

  test('by our decision has the limits of the policy', () => {
    const policies = parsePolicies(configMap('morrow-scaling')['policy.json'] ?? '', 'the ConfigMap');
    for (const { spec } of ofType('metrics-api')) {
      const policy = Object.entries(policies).find(([queue]) => queue === queueOf(spec.scaleTargetRef.name))?.[1];
      expect([spec.minReplicaCount, spec.maxReplicaCount]).toEqual([policy?.min, policy?.max]);
    }
  });
});

describe('what stands in two places', () => {
  test('the policy of the cluster is that of the swarm', () => {
    expect(JSON.parse(configMap('morrow-scaling')['policy.json'] ?? '')).toEqual(
      JSON.parse(readProjectFile('deploy/autoscale/policy.json')),
    );
  });

  test('the sources and rates are named as in the compose file', () => {
    const composed = Object.keys(serviceOf(readCompose('docker-compose.yml'), 'worker-default').environment);
    expect(Object.keys(configMap('morrow-sources')).filter((name) => !composed.includes(name))).toEqual([]);
  });
});
