// The Kubernetes manifests as data: every document of every file, with the parts that the tests ask about.
import { readdirSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { projectPath, readProjectFile } from './compose.ts';

const metadata = z.object({ name: z.string(), namespace: z.string().optional() });
const labels = z.object({ matchLabels: z.record(z.string(), z.string()) });
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const quantities = z.object({ cpu: z.string(), memory: z.string() });

const container = z.object({
  image: z.string(),
  command: z.array(z.string()),
  envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }) })).default([]),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  startupProbe: probe.optional(),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  lifecycle: z.unknown().optional(),
  resources: z.object({ requests: quantities, limits: quantities }),
  securityContext: z.object({
    allowPrivilegeEscalation: z.boolean(),
    readOnlyRootFilesystem: z.boolean(),
    capabilities: z.object({ drop: z.array(z.string()) }),
  }),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
});

const volume = z.object({
  name: z.string(),
  secret: z
    .object({ secretName: z.string(), items: z.array(z.object({ key: z.string(), path: z.string() })) })
    .optional(),
});

const pod = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()) }),
  spec: z.object({
    terminationGracePeriodSeconds: z.number().optional(),
    automountServiceAccountToken: z.boolean(),
    securityContext: z.object({ runAsNonRoot: z.boolean(), runAsUser: z.number() }),
    topologySpreadConstraints: z.array(z.object({ topologyKey: z.string(), labelSelector: labels })).default([]),
    containers: z.tuple([container]),
    volumes: z.array(volume),
  }),
});

const manifest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('Namespace'), apiVersion: z.literal('v1'), metadata }),
  z.object({
    kind: z.literal('ConfigMap'),
    apiVersion: z.literal('v1'),
    metadata,
    data: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal('Secret'),
    apiVersion: z.literal('v1'),
    metadata,
    stringData: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal('Deployment'),
    apiVersion: z.literal('apps/v1'),
    metadata,
    spec: z.object({
      replicas: z.number().optional(),
      strategy: z.looseObject({ type: z.string() }),
      selector: labels,
      template: pod,
    }),
  }),
  z.object({ kind: z.literal('Job'), apiVersion: z.literal('batch/v1'), metadata, spec: z.object({ template: pod }) }),
  z.object({
    kind: z.literal('Service'),
    apiVersion: z.literal('v1'),
    metadata,
    spec: z.object({
      type: z.string().optional(),
      selector: z.record(z.string(), z.string()),
      ports: z.array(z.object({ port: z.number(), targetPort: z.string() })),
    }),
  }),
  z.object({
    kind: z.literal('PodDisruptionBudget'),
    apiVersion: z.literal('policy/v1'),
    metadata,
    spec: z.object({ minAvailable: z.number().optional(), maxUnavailable: z.number().optional(), selector: labels }),
  }),
  z.object({
    kind: z.literal('ScaledObject'),
    apiVersion: z.literal('keda.sh/v1alpha1'),
    metadata,
    spec: z.object({
      scaleTargetRef: z.object({ name: z.string() }),
      minReplicaCount: z.number(),
      maxReplicaCount: z.number(),
      triggers: z.tuple([
        z.object({ type: z.string(), metricType: z.string().optional(), metadata: z.record(z.string(), z.string()) }),
      ]),
    }),
  }),
]);

export type Manifest = z.infer<typeof manifest>;
export type Kind = Manifest['kind'];
export type ManifestOf<K extends Kind> = Extract<Manifest, { kind: K }>;
export type Pod = z.infer<typeof pod>;

const FOLDER = 'deploy/kubernetes';

/** Every document of the folder, with unknown fields left out. Fails on one that is not as its kind asks. */
export function readManifests(folder: string): readonly Manifest[] {
  const files = readdirSync(projectPath(`${FOLDER}/${folder}`)).filter((name) => name.endsWith('.yaml'));
  return files.flatMap((name) =>
    parseAllDocuments(readProjectFile(`${FOLDER}/${folder}/${name}`)).map((document) => {
      if (document.errors.length > 0) throw new Error(`${name}: ${document.errors.join('; ')}`);
      return manifest.parse(document.toJS());
    }),
  );
}

export const ofKind = <K extends Kind>(manifests: readonly Manifest[], kind: K): readonly ManifestOf<K>[] =>
  manifests.filter((candidate): candidate is ManifestOf<K> => candidate.kind === kind);
