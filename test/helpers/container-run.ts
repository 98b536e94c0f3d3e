// Runs the services of docker-compose.yml without an engine: the files that the Dockerfile copies into the image, the command,
// environment and health check of the compose file; only addresses, ports and the secrets' folder are those of this machine.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { projectPath, readCompose, readProjectFile, serviceOf } from './compose.ts';
import { waitFor } from './wait-for.ts';

export interface RunningService {
  readonly pid: number;
  /** What it wrote so far, both streams. */
  output(): string;
  /** Its own health check, until it passes. */
  healthy(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface Finished {
  readonly exitCode: number | null;
  readonly output: string;
}

export interface ContainerRun {
  start(service: string, ports?: Readonly<Record<string, string>>): RunningService;
  /** For services that end by themselves. */
  toEnd(service: string, environment?: Readonly<Record<string, string>>, args?: readonly string[]): Promise<Finished>;
  /** Also ends what still runs. */
  remove(): Promise<void>;
}

export interface ContainerRunOptions {
  /** Content by name, as below deploy/secrets. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What stands in the compose file, and what it is here: `temporal:7233`, `http://emulators:9091`. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
}

const END_DEADLINE_MS = 60_000;

export function openContainerRun(options: ContainerRunOptions): ContainerRun {
  const folder = mkdtempSync(join(tmpdir(), 'morrow-containers-'));
  const image = join(folder, 'app');
  layOutImage(image);
  const secrets = writeSecrets(join(folder, 'secrets'), options.secrets);
  const children: ChildProcess[] = [];
  const here = (text: string): string =>
    Object.entries({ ...options.addresses, '/run/secrets': secrets, '0.0.0.0': '127.0.0.1' }).reduce(
      (changed, [there, local]) => changed.replaceAll(there, local),
      text,
    );

  const launch = (command: readonly string[], env: NodeJS.ProcessEnv): Launched => {
    const child = spawn(process.execPath, command.slice(1), { cwd: image, env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return { child, output: () => output };
  };

  const environmentOf = (name: string, extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv => {
    const { environment } = serviceOf(readCompose('docker-compose.yml'), name);
    const given = Object.entries(environment).map(([key, value]) => [key, here(String(value))]);
    return { ...imageEnvironment(image), ...Object.fromEntries(given), ...options.environment, ...extra };
  };

  return {
    start(name, ports = {}) {
      const { command, healthcheck } = serviceOf(readCompose('docker-compose.yml'), name);
      const env = environmentOf(name, ports);
      const { child, output } = launch(command, env);
      const check = (healthcheck?.test ?? []).slice(1).map(here);
      return {
        pid: child.pid ?? 0,
        output,
        healthy: () =>
          waitFor(`${name} healthy`, async () => (await ended(launch(check, env))).exitCode === 0, END_DEADLINE_MS),
        stop: async () => {
          child.kill('SIGTERM');
          return (await ended({ child, output })).exitCode;
        },
      };
    },
    toEnd(name, environment = {}, args = []) {
      const { command } = serviceOf(readCompose('docker-compose.yml'), name);
      return ended(launch([...command, ...args], environmentOf(name, environment)));
    },
    async remove() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Launched {
  readonly child: ChildProcess;
  output(): string;
}

async function ended({ child, output }: Launched): Promise<Finished> {
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, 'close', { signal: AbortSignal.timeout(END_DEADLINE_MS) });
  }
  return { exitCode: child.exitCode, output: output() };
}

/** What `ENV` says, and nothing of the environment that the tests run in. */
const imageEnvironment = (image: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  NODE_ENV: 'production',
  WORKFLOW_BUNDLE: join(image, 'dist', 'workflow-bundle.js'),
  MORROW_CODE_VERSION: 'container-test',
});

function writeSecrets(folder: string, secrets: Readonly<Record<string, string>>): string {
  mkdirSync(folder);
  for (const [name, value] of Object.entries(secrets)) writeFileSync(join(folder, name), `${value}\n`);
  return folder;
}

/** The COPY lines of the last stage. Modules are linked: installing them again would take a minute. */
function layOutImage(image: string): void {
  const stage =
    readProjectFile('Dockerfile')
      .split(/^FROM /m)
      .at(-1) ?? '';
  for (const [, from = '', to = ''] of stage.matchAll(/^COPY (?:--from=\w+ )?(\S+) (\S+)$/gm)) {
    const source = projectPath(from.replace(/^\/app\//, ''));
    if (!existsSync(source)) throw new Error(`${source} is missing. Build first: npm run build.`);
    const target = join(image, to, to.endsWith('/') ? basename(source) : '');
    mkdirSync(dirname(target), { recursive: true });
    if (basename(source) === 'node_modules') symlinkSync(source, target);
    else cpSync(source, target, { recursive: true });
  }
}
