// `morrow secrets`: keys for what is encrypted, and the change from one key to the next.
import type { CliContext, Registrar } from '../context.ts';

export function registerSecrets({ program, action }: Registrar): void {
  const secrets = program.command('secrets').description('keys for stored secrets: key, check, rotate');
  secrets.command('key').description('a new key for MORROW_SECRET_KEYS').action(action(key));
  secrets.command('check').description('open every stored secret once').action(action(check));
  secrets
    .command('rotate')
    .description('encrypt every stored secret with the first key of MORROW_SECRET_KEYS')
    .action(action(rotate));
}

async function key({ output }: CliContext): Promise<void> {
  const { newKey } = await import('../../../src/secrets/key-ring.ts');
  const made = newKey(new Date());
  output.note('Put it in front of the keys that there are, and keep those until everything is rotated.');
  output.result({ key: made }, () => made);
}

async function check(context: CliContext): Promise<void> {
  const [{ checkSecrets }, { withStore }] = await load();
  const count = await withStore(context, (deps) => checkSecrets(deps));
  context.output.result({ readable: count }, () => `${count} stored secrets open.`);
}

async function rotate(context: CliContext): Promise<void> {
  const [{ rotateSecrets }, { withStore }] = await load();
  const outcome = await withStore(context, (deps) => rotateSecrets(deps));
  const { rotated, left, keyId } = outcome;
  context.output.result(outcome, () => `${rotated} sealed with ${keyId} now, ${left} were so before.`);
}

const load = () =>
  Promise.all([import('../../../src/operations/connections/connections.ts'), import('../services.ts')]);
