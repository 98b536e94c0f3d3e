// The doctor's round: every examination at once, reported in a fixed order.
import { readConfig } from '../../../src/config/config.ts';
import { businessDateAt } from '../../../src/domain/calendar/business-date.ts';
import { demoCredentials } from '../../lib/demo-credentials.ts';
import { readRunningStack } from '../../lib/stack-file.ts';
import type { CliContext, EnvironmentVariables } from '../context.ts';
import { cliEnvironment } from '../services.ts';
import { ok, runExamination, type Finding } from './check.ts';
import { examineMachine } from './machine.ts';
import { examinePorts } from './ports.ts';
import { examineSecrets } from './secrets.ts';
import { examineSources } from './sources.ts';
import { examineStore } from './store.ts';
import { examineTemporal } from './temporal.ts';

export async function examineAll(context: Pick<CliContext, 'env'>, now: Date): Promise<readonly Finding[]> {
  const env = stackEnvironment(context);
  const config = readConfig(env);
  const stateDir = config.MORROW_STATE_DIR;
  const date = businessDateAt(now.toISOString(), config.MORROW_TIME_ZONE);
  const examinations = [
    { area: 'configuration', examine: async () => [ok('environment', 'valid; `morrow config` shows it')] },
    { area: 'machine', examine: () => examineMachine(context.env, stateDir) },
    { area: 'ports', examine: () => examinePorts(context.env, stateDir) },
    { area: 'temporal', examine: () => examineTemporal(env, config) },
    { area: 'store', examine: () => examineStore(config.store) },
    { area: 'secrets', examine: () => examineSecrets(config) },
    { area: 'sources', examine: () => examineSources(config, date) },
  ];
  return (await Promise.all(examinations.map(runExamination))).flat();
}

/** A running stack's workers send the demo credentials where none are set, so the doctor does, too. */
function stackEnvironment(context: Pick<CliContext, 'env'>): EnvironmentVariables {
  const env = cliEnvironment(context);
  const runs = readRunningStack(readConfig(env).MORROW_STATE_DIR) !== null;
  return runs ? { ...env, ...demoCredentials(env) } : env;
}
