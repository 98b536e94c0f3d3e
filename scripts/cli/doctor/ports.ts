// Whether a stack runs here, or whether the ports that it would need are free.
import { isPortFree } from '../../lib/ports.ts';
import type { EnvironmentVariables } from '../../lib/project.ts';
import { readRunningStack } from '../../lib/stack-file.ts';
import { portClaims, readStackPorts } from '../../lib/stack-settings.ts';
import { usesExternalTemporal } from '../../lib/temporal-binary.ts';
import { ok, warn, type Diagnosis } from './check.ts';

export async function examinePorts(env: EnvironmentVariables, stateDir: string): Promise<readonly Diagnosis[]> {
  const stack = readRunningStack(stateDir);
  if (stack !== null) return [ok('stack', `runs here since ${stack.startedAt} (process ${stack.pid})`)];
  const claims = portClaims({ ports: readStackPorts(env), externalTemporal: usesExternalTemporal(env) });
  const free = await Promise.all(claims.map(({ port }) => isPortFree(port)));
  const used = claims.filter((_, index) => free[index] === false);
  const ports = claims.map(({ port }) => port).join(', ');
  if (used.length === 0) return [ok('ports', `no stack runs here; ${ports} are free`)];
  return used.map(({ port, owner, variable }) =>
    warn(
      `port ${port}`,
      `in use, but not by a stack of this folder; it is meant for ${owner}`,
      `Stop what listens there, or set ${variable}, before \`npm start\`.`,
    ),
  );
}
