// The program's shape: which commands there are. Must stay light, because every start pays for it.
import { Command } from 'commander';
import { registerAccounts } from './commands/accounts.ts';
import { registerAlerts } from './commands/alerts.ts';
import { registerAccuracy } from './commands/accuracy.ts';
import { registerBackfill } from './commands/backfill.ts';
import { registerAudit } from './commands/audit.ts';
import { registerCohorts } from './commands/cohorts.ts';
import { registerConfig } from './commands/config.ts';
import { registerConnections } from './commands/connections.ts';
import { registerDeadlines } from './commands/deadlines.ts';
import { registerDeliveries } from './commands/deliveries.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerErrors } from './commands/errors.ts';
import { registerFleet } from './commands/fleet.ts';
import { registerForecast } from './commands/forecast.ts';
import { registerHolds } from './commands/holds.ts';
import { registerKeys } from './commands/keys.ts';
import { registerMetrics } from './commands/metrics.ts';
import { registerModels } from './commands/models.ts';
import { registerPredict } from './commands/predict.ts';
import { registerPredictions } from './commands/predictions.ts';
import { registerProviders } from './commands/providers.ts';
import { registerRevenue } from './commands/revenue.ts';
import { registerRuns } from './commands/runs.ts';
import { registerScaling } from './commands/scaling.ts';
import { registerSchedules } from './commands/schedules.ts';
import { registerSecrets } from './commands/secrets.ts';
import { registerState } from './commands/state.ts';
import { registerVariables } from './commands/variables.ts';
import { registerUsers } from './commands/users.ts';
import type { Registrar } from './context.ts';
import type { OutputStream } from './output.ts';

export interface ProgramOptions extends Pick<Registrar, 'action'> {
  /** Where help goes. */
  readonly stdout: OutputStream;
}

const HELP_WIDTH = 110;

export function createProgram({ stdout, action }: ProgramOptions): Command {
  const program = new Command('morrow')
    .description('Durable daily revenue forecasts for many accounts, on Temporal.')
    .option('--json', 'print one JSON document on stdout, for scripts')
    .option('--debug', 'print the stack trace of an error')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, helpWidth: HELP_WIDTH })
    // Mistakes are reported in one place, in the form of the error catalogue.
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: () => undefined })
    .addHelpText('after', EPILOGUE);
  const registrar: Registrar = { program, action };
  for (const register of REGISTRATIONS) register(registrar);
  return program;
}

const REGISTRATIONS: readonly ((registrar: Registrar) => void)[] = [
  registerForecast,
  registerRuns,
  registerBackfill,
  registerAccounts,
  registerRevenue,
  registerAccuracy,
  registerPredict,
  registerPredictions,
  registerHolds,
  registerAlerts,
  registerDeliveries,
  registerDeadlines,
  registerModels,
  registerCohorts,
  registerProviders,
  registerSchedules,
  registerFleet,
  registerScaling,
  registerMetrics,
  registerConnections,
  registerSecrets,
  registerVariables,
  registerKeys,
  registerUsers,
  registerAudit,
  registerState,
  registerDoctor,
  registerErrors,
  registerConfig,
];

const EPILOGUE = `
Exit codes: 0 done, 1 failed, 2 wrong input, 3 something is not reachable.

Examples:
  $ npm run morrow -- forecast sales.csv            a forecast of your own figures, without any server
  $ npm run morrow -- doctor                        what is installed, reachable, and wrong
  $ npm run morrow -- run yesterday --wait          the day run of yesterday, with its progress
  $ npm run -s morrow -- accounts list --json     for scripts; -s keeps npm itself quiet`;
