// What docker-compose.yml promises: one door, nothing unbounded, nothing secret inside, workers that scale.
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { temporalServerArguments } from '../../scripts/lib/temporal-server.ts';
import { readAccess } from '../../src/config/access.ts';
import { readConfig } from '../../src/config/config.ts';
import { SECRET_NAMES } from '../../src/config/secret-files.ts';
import { variables } from '../../src/config/schema.ts';
import {
  projectPath,
  readCompose,
  readProjectFile,
  readYaml,
  serviceOf,
  type ComposeFile,
  type ComposeService,
} from '../helpers/compose.ts';

const compose = readCompose('docker-compose.yml');
const testCompose = readCompose('docker-compose.test.yml');
const services = Object.entries(compose.services);
const dockerfile = readProjectFile('Dockerfile');

const awaitedToEnd = new Set(
  services.flatMap(([, { depends_on: needs }]) =>
    Object.entries(needs)
      .filter(([, { condition }]) => condition === 'service_completed_successfully')
      .map(([name]) => name),
  ),
);
const endsByItself = (name: string): boolean => awaitedToEnd.has(name) || name === 'demo-accounts';
const isOurs = ({ build }: ComposeService): boolean => build !== undefined;
const ours = services.filter(([, service]) => isOurs(service));

const namesWhere = (is: (service: ComposeService, name: string) => boolean): string[] =>
  services.filter(([name, service]) => is(service, name)).map(([name]) => name);

describe('the door', () => {
  test('is one published port, and the proxy has it', () => {
    expect(namesWhere(({ ports }) => ports.length > 0)).toEqual(['proxy']);
    expect(serviceOf(compose, 'proxy').ports).toEqual(['127.0.0.1:8443:8443']);
  });

  test('leads into networks that reach nothing outside, except where workers fetch reports', () => {
    expect(namesWhere(({ networks }) => networks.includes('public'))).toEqual(['proxy']);
    expect(namesWhere(({ networks }) => networks.includes('egress'))).toEqual(['worker-default']);
    const open = Object.entries(compose.networks).filter(([, { internal }]) => !internal);
    expect(open.map(([name]) => name).toSorted()).toEqual(['egress', 'public']);
    expect(namesWhere(({ networks }) => networks.length === 0)).toEqual([]);
  });

  test('asks for a password before what has no log-in of its own, and forwards to the ports that are served', () => {
    const caddyfile = readProjectFile('deploy/caddy/Caddyfile');
    const [, guarded = ''] = caddyfile.split('https://{$MORROW_SITE}:8443 {');
    expect(guarded).toMatch(
      /route \{\s+@unguarded path \/temporal \/temporal\/\* \/grafana \/grafana\/\*\s+basic_auth @unguarded bcrypt Morrow \{\s+import \/run\/secrets\/proxy_users\s+\}/,
    );
    expect(guarded.indexOf('basic_auth')).toBeLessThan(guarded.indexOf('reverse_proxy'));
    expect(caddyfile.match(/reverse_proxy \S+/g)).toEqual([
      'reverse_proxy temporal-ui:8080',
      'reverse_proxy grafana:3000',
      'reverse_proxy api:9095',
    ]);
    expect(serviceOf(compose, 'api').environment['API_PORT']).toBe('9095');
    expect(guarded.indexOf('respond /metrics 404')).toBeLessThan(guarded.indexOf('reverse_proxy'));
    expect(serviceOf(compose, 'temporal-ui').environment['TEMPORAL_UI_PUBLIC_PATH']).toBe('/temporal');
  });
});

describe('the API behind it', () => {
  const environmentOf = (deployed: ComposeFile) => {
    const plain = Object.entries(serviceOf(deployed, 'api').environment).filter(([name]) => !name.endsWith('_FILE'));
    return Object.fromEntries(plain.map(([name, value]) => [name, String(value)]));
  };

  test('asks who is there, knows the name of the site, and believes the proxy who is asking', () => {
    const access = readAccess(
      readConfig(environmentOf(readCompose('docker-compose.yml', { MORROW_SITE: 'm.example' }))),
    );
    expect(access).toMatchObject({ mode: 'required', trustedProxies: ['uniquelocal'], jwt: null });
    expect(access.allowedHosts).toEqual(['api', 'm.example']);
  });

  test('would not start without access', () => {
    const { API_ACCESS: _, ...open } = environmentOf(compose);
    expect(() => readAccess(readConfig(open))).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
  });
});

describe('every service', () => {
  test.each(services)('%s is checked and started again, or ends by itself', (name, service) => {
    if (endsByItself(name)) {
      expect(service.restart).toBe('no');
      expect(service.healthcheck?.test ?? []).toEqual([]);
      return;
    }
    expect(service.restart).toBe('unless-stopped');
    expect(service.healthcheck?.test[0]).toBe('CMD');
  });

  test.each(services)('%s has limits for processors, memory, processes and logs', (_, service) => {
    expect(service.cpus).toBeGreaterThan(0);
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.pids_limit).toBeGreaterThan(0);
    expect(service.logging?.options).toEqual({ 'max-size': '10m', 'max-file': '5' });
  });

  test.each(services)('%s takes an image of one exact version', (_, service) => {
    expect(service.image).toMatch(/^[a-z/-]+:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$/);
  });

  test.each(services)(
    '%s may be started any number of times: no name, and no port but the proxy’s',
    (name, service) => {
      expect(service.container_name).toBeUndefined();
      expect(service.ports).toHaveLength(name === 'proxy' ? 1 : 0);
    },
  );
});

describe('secrets', () => {
  test.each(services)('%s gets its secrets as files, and only those it uses', (_, service) => {
    const named = Object.entries(service.environment).filter(([name]) => isSecretName(name));
    for (const [name, value] of named) {
      expect(name).toMatch(/_FILE$/);
      expect(service.secrets).toContain(String(value).replace('/run/secrets/', ''));
    }
  });

  test('lie where neither git nor the image takes them', () => {
    for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`./deploy/secrets/${name}`);
    expect(readProjectFile('deploy/secrets/.gitignore')).toMatch(/^\*$/m);
    expect(readProjectFile('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['deploy/secrets/*', '.env']));
  });

  test('are made by the script, each of them', () => {
    const script = readProjectFile('deploy/make-secrets.sh');
    for (const name of Object.keys(compose.secrets)) expect(script).toContain(name);
  });
});

/** What would be a secret by its name, in our processes and in the images of others. */
const isSecretName = (name: string): boolean => {
  const plain = name.replace(/_FILE$/, '').replace(/^EMULATOR_/, '');
  return SECRET_NAMES.includes(plain) || /PASSWORD|PWD|TOKEN|SECRET|_KEY$/.test(plain);
};

describe('our processes', () => {
  const folders = [...dockerfile.matchAll(/^COPY --from=build \/app\/(dist\/\S+)/gm)].map(([, path = '']) => path);

  test.each(ours)('%s runs a file that the build makes and the image holds', (_, { command }) => {
    const [node, file = ''] = command;
    expect(node).toBe('node');
    expect(folders.some((folder) => file.startsWith(`${folder}/`))).toBe(true);
    expect(existsSync(projectPath(file.replace(/^dist\//, '').replace(/\.js$/, '.ts')))).toBe(true);
  });

  test.each(ours)('%s sets only variables that somebody reads', (_, { environment }) => {
    const foreign = /^(TEMPORAL_(ADDRESS|NAMESPACE)|EMULATOR_[A-Z0-9_]+)$/;
    const unknown = Object.keys(environment).filter(
      (name) =>
        ![name, name.replace(/_FILE$/, '')].some((known) => Object.hasOwn(variables, known)) && !foreign.test(name),
    );
    expect(unknown).toEqual([]);
  });

  test.each(ours)('%s writes nothing into its container', (_, service) => {
    expect(service.read_only).toBe(true);
  });

  test('wait until namespace, store and schedules are prepared', () => {
    for (const name of ['api', 'worker-default', 'worker-heavy']) {
      expect(serviceOf(compose, name).depends_on).toEqual({ prepare: { condition: 'service_completed_successfully' } });
    }
  });

  test('do without the emulated outside world, unless the profile demo is asked for', () => {
    expect(namesWhere(({ profiles }) => profiles.includes('demo'))).toEqual(['emulators', 'demo-accounts']);
    expect(services.flatMap(([, service]) => Object.keys(service.depends_on))).not.toContain('emulators');
  });

  test('take the sources that the environment names', () => {
    const real = readCompose('docker-compose.yml', { RATES_A_URL: 'https://rates.example', MORROW_HTTPS_PORT: '443' });
    expect(serviceOf(real, 'worker-default').environment['RATES_A_URL']).toBe('https://rates.example');
    expect(serviceOf(real, 'proxy').ports).toEqual(['127.0.0.1:443:8443']);
  });
});

describe('the image', () => {
  test('is built from images of one exact version, and runs without root', () => {
    const foreign = [...dockerfile.matchAll(/^FROM (\S+)/gm)]
      .map(([, image = '']) => image)
      .filter((name) => name !== 'build');
    for (const image of foreign) expect(image).toMatch(/^[a-z]+:\d+\.\d+\.\d+-bookworm(-slim)?$/);
    const runtime = dockerfile.split(/^FROM /m).at(-1) ?? '';
    expect(runtime).toMatch(/AS runtime\n/);
    expect(runtime).toMatch(/^USER 1000:1000$/m);
    expect(runtime).toMatch(/^HEALTHCHECK .*deploy\/healthcheck\.mjs/m);
    expect(runtime).not.toMatch(/npm (ci|install)/);
  });

  test('has the targets that the compose files name', () => {
    const targets = [...services, ...Object.entries(testCompose.services)].flatMap(
      ([, { build }]) => build?.target ?? [],
    );
    for (const target of new Set(targets)) expect(dockerfile).toMatch(new RegExp(`^FROM \\S+ AS ${target}$`, 'm'));
    expect(new Set(targets)).toEqual(new Set(['runtime', 'test']));
  });
});

describe('what stands in two places', () => {
  test('the server features are those of the embedded stack', () => {
    const args = temporalServerArguments({
      binary: '',
      port: 1,
      uiPort: 2,
      databaseFile: null,
      logDir: '',
      cwd: '',
      env: {},
    });
    const embedded = args
      .filter((_, index) => args[index - 1] === '--dynamic-config-value')
      .map((text) => text.split('='));
    const deployed = Object.entries(readYaml('deploy/temporal/dynamicconfig.yaml') ?? {});
    expect(deployed).toEqual(embedded.map(([key, value = '']) => [key, [{ value: JSON.parse(value) }]]));
  });

  test('the versions of MongoDB and of the proxy are the same wherever they are named', () => {
    expect(serviceOf(testCompose, 'test-mongodb').image).toBe(serviceOf(compose, 'mongodb').image);
    expect(readProjectFile('deploy/make-secrets.sh')).toContain(`caddy_image=${serviceOf(compose, 'proxy').image}\n`);
  });

  test('the tests in containers never replace a service of the deployment', () => {
    expect(Object.keys(testCompose.services).filter((name) => name in compose.services)).toEqual([]);
  });
});
