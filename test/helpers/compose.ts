// The compose files as data, read the way an engine reads them: merge keys resolved, variables replaced, nothing else known.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = new URL('../../', import.meta.url);

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const build = z.object({ context: z.string(), target: z.string() });
const health = z.object({ disable: z.boolean().default(false), test: z.array(z.string()).default([]) });

const service = z.object({
  image: z.string().optional(),
  build: build.optional(),
  container_name: z.string().optional(),
  entrypoint: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  environment: z.record(z.string(), scalar).default({}),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: health.optional(),
  restart: z.string().optional(),
  mem_limit: z.string().optional(),
  cpus: z.number().optional(),
  pids_limit: z.number().optional(),
  read_only: z.boolean().default(false),
  logging: z.object({ options: z.record(z.string(), z.string()) }).optional(),
});

const composeFile = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })).default({}),
  secrets: z.record(z.string(), z.object({ file: z.string() })).default({}),
});

export type ComposeService = z.infer<typeof service>;
export type ComposeFile = z.infer<typeof composeFile>;

export const readProjectFile = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
export const projectPath = (path: string): string => fileURLToPath(new URL(path, ROOT));

export const readYaml = (path: string): unknown => parse(readProjectFile(path), { merge: true });

/** @param values what the shell or `.env` would set. */
export const readCompose = (path: string, values: Readonly<Record<string, string>> = {}): ComposeFile =>
  composeFile.parse(replaceVariables(readYaml(path), values));

/** The named service; a test about a service that is not there fails here. */
export function serviceOf({ services }: ComposeFile, name: string): ComposeService {
  const found = services[name];
  if (found === undefined) throw new Error(`There is no service ${name}.`);
  return found;
}

function replaceVariables(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(
      /\$\{([A-Z0-9_]+)(?::-([^}]*))?\}/g,
      (_, name: string, fallback = '') => values[name] || fallback,
    );
  }
  if (Array.isArray(value)) return value.map((item) => replaceVariables(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceVariables(item, values)]));
}
