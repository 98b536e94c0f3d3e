// Runs the emulators of the outside systems as one process, until it is told to stop.
import { readFileSync, writeSync } from 'node:fs';
import { startEmulators, type EmulatorOptions, type Emulators } from '../src/emulators/index.ts';

const STDOUT = 1;
const STDERR = 2;

class SetupError extends Error {}

const environment = process.env;

function number(name: string, { fallback, most }: { fallback: number; most: number }): number {
  const text = environment[name] || String(fallback);
  if (/^\d{1,5}$/.test(text) && Number(text) <= most) return Number(text);
  throw new SetupError(`${name} must be a whole number from 0 to ${most}, but is "${text}".`);
}

const port = ({ name, fallback }: { name: string; fallback: number }): number =>
  number(name, { fallback, most: 65_535 });

/** The variable, or the file that `<name>_FILE` names. */
function secret(name: string): string {
  const text = environment[name];
  const file = environment[`${name}_FILE`];
  if (text && file) throw new SetupError(`${name} and ${name}_FILE are both set: unset one of them.`);
  const value = file ? secretInFile(`${name}_FILE`, file) : text;
  if (value) return value;
  throw new SetupError(`${name} is not set. Set it to what the connectors send; the emulators check it.`);
}

function secretInFile(variable: string, file: string): string {
  const value = contentOf(variable, file).replace(/\r?\n$/, '');
  if (value !== '') return value;
  throw new SetupError(`${variable}: the file ${file} is empty.`);
}

function contentOf(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new SetupError(`${variable}: the file ${file} cannot be read${reason}.`);
  }
}

const PORTS = {
  appStore: { name: 'EMULATOR_APP_STORE_PORT', fallback: 9091 },
  adExchange: { name: 'EMULATOR_AD_EXCHANGE_PORT', fallback: 9092 },
  ratesA: { name: 'EMULATOR_RATES_A_PORT', fallback: 9093 },
  ratesB: { name: 'EMULATOR_RATES_B_PORT', fallback: 9096 },
} as const;

/** Faults of the file that the variable names, so that an emulator that is started again misbehaves as before. */
async function initialFaults(): Promise<Pick<EmulatorOptions, 'faults'>> {
  const file = environment['EMULATOR_FAULTS_FILE'];
  if (!file) return {};
  const { readFaults } = await import('../src/emulators/fault-schema.ts');
  const faults = readFaults(contentOf('EMULATOR_FAULTS_FILE', file));
  if (typeof faults === 'string') throw new SetupError(`EMULATOR_FAULTS_FILE: ${file}: ${faults}`);
  return { faults };
}

const readOptions = (): EmulatorOptions => ({
  host: environment['EMULATOR_HOST'] || '127.0.0.1',
  ports: {
    appStore: port(PORTS.appStore),
    adExchange: port(PORTS.adExchange),
    ratesA: port(PORTS.ratesA),
    ratesB: port(PORTS.ratesB),
  },
  credentials: {
    adExchangeToken: secret('EMULATOR_AD_EXCHANGE_TOKEN'),
    store1Key: secret('EMULATOR_APP_STORE_1_KEY'),
    store2Token: secret('EMULATOR_APP_STORE_2_TOKEN'),
    store3User: secret('EMULATOR_APP_STORE_3_USER'),
    store3Password: secret('EMULATOR_APP_STORE_3_PASSWORD'),
  },
  reportHour: number('EMULATOR_REPORT_HOUR', { fallback: 0, most: 23 }),
});

function stopOnSignal(emulators: Emulators): void {
  const stop = (): void => void emulators.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function explained(error: unknown): string {
  if (error instanceof SetupError) return error.message;
  if (!(error instanceof Error && 'code' in error && 'port' in error)) return String(error);
  if (error.code !== 'EADDRINUSE')
    return `The emulators cannot listen: ${error.message}. Check EMULATOR_HOST and the ports.`;
  return `Port ${String(error.port)} is in use: stop what listens there, or set ${nameOfPort(error.port)} to another one.`;
}

const nameOfPort = (wanted: unknown): string =>
  Object.values(PORTS).find((entry) => port(entry) === wanted)?.name ?? 'EMULATOR_*_PORT';

try {
  const emulators = await startEmulators({ ...readOptions(), ...(await initialFaults()) });
  stopOnSignal(emulators);
  writeSync(STDOUT, `${JSON.stringify({ event: 'ready', urls: emulators.urls, ports: emulators.ports })}\n`);
} catch (error) {
  writeSync(STDERR, `${explained(error)}\n`);
  process.exit(1);
}
