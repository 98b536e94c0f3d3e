// Writes down which stack runs here while it runs: .morrow/stack.json for other commands, .morrow/temporal.toml for the CLI of Temporal.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMark } from './process-info.ts';
import type { ProcessState } from './processes.ts';
import type { StateFolderClaim } from './stack-file.ts';
import type { StackSettings } from './stack-settings.ts';

export type StackUrls = Readonly<Record<'api' | 'temporalUi', string>>;

export const stackUrls = ({ env, ports }: StackSettings): StackUrls => ({
  api: `http://127.0.0.1:${ports.API_PORT}`,
  temporalUi: env['TEMPORAL_UI_URL'] || `http://127.0.0.1:${ports.TEMPORAL_UI_PORT}`,
});

/** Returns what keeps the record true while processes come and go. */
export function startRecord(
  settings: StackSettings,
  claim: StateFolderClaim,
): (processes: readonly ProcessState[]) => void {
  const fixed = {
    pid: process.pid,
    startMark: startMark(process.pid),
    startedAt: new Date().toISOString(),
    env: settings.addresses,
    urls: stackUrls(settings),
    ports: settings.ports,
  };
  const write = (processes: readonly ProcessState[]): void =>
    claim.write({
      ...fixed,
      processes: processes.map(({ name, pid, logFile, metricsUrl }) => ({ name, pid, logFile, metricsUrl })),
    });
  write([]);
  return write;
}

/** So that a profile in the user's home (TLS, API key) is not mixed into the connection to our own server. */
export function writeTemporalProfile({ env, stateDir }: StackSettings): void {
  const namespace = env['TEMPORAL_NAMESPACE'] || 'default';
  const profile = `[profile.default]\naddress = "${env['TEMPORAL_ADDRESS']}"\nnamespace = "${namespace}"\n`;
  writeFileSync(join(stateDir, 'temporal.toml'), profile);
}
