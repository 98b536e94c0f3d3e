// `morrow variables`: settings that are changed while everything runs, from the next run on.
import type { VariableView } from '../../../src/operations/variables.ts';
import type { CliContext, Registrar } from '../context.ts';
import { operating } from '../operating.ts';
import { examples } from '../options.ts';

export function registerVariables({ program, action }: Registrar): void {
  const variables = program
    .command('variables')
    .description('settings that count from the next run on: list, set, reset, run')
    .addHelpText('after', examples('variables list', 'variables set gate.jump 0.8', 'variables reset gate.jump'));
  variables.command('list').description('all of them, with bounds and defaults').action(action(list));
  variables.command('set').argument('<name>').argument('<value>').description('set one').action(action(set));
  variables.command('reset').argument('<name>').description('back to its default').action(action(reset));
  variables.command('run').argument('<run>').description('what a day run went by').action(action(ofRun));
}

const operate = operating(() => import('../../../src/operations/variables.ts'));

async function list(context: CliContext): Promise<void> {
  await print(context, await operate(context, ({ listVariables }, deps) => listVariables(deps)));
}

async function set(context: CliContext, name: string, text: string): Promise<void> {
  const changed = await operate(context, async ({ listVariables, setVariable }, deps) => {
    const type = (await listVariables(deps)).find((variable) => variable.name === name)?.type;
    return setVariable(deps, name, { value: valueOf(text, type) });
  });
  await print(context, [changed]);
}

/** What cannot be read as the type is refused as the text that it is. */
function valueOf(text: string, type: VariableView['type'] | undefined): number | boolean | string {
  if (type === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

async function reset(context: CliContext, name: string): Promise<void> {
  await print(context, [await operate(context, ({ resetVariable }, deps) => resetVariable(deps, name))]);
}

async function ofRun(context: CliContext, run: string): Promise<void> {
  const found = await operate(context, ({ variablesOfRun }, deps) => variablesOfRun(deps, run));
  context.output.result(found, () => found.variables.map(({ name, value }) => `${name} = ${value}`).join('\n'));
}

async function print({ output }: CliContext, variables: readonly VariableView[]): Promise<void> {
  const { formatTable } = await import('../table.ts');
  output.result(variables, () =>
    formatTable(
      [
        { title: 'NAME', value: ({ name }) => name },
        { title: 'VALUE', value: ({ value }) => String(value) },
        { title: 'DEFAULT', value: ({ default: usual }) => String(usual) },
        { title: 'BOUNDS', value: ({ bounds }) => (bounds === null ? null : `${bounds.min} to ${bounds.max}`) },
        { title: 'BY', value: ({ setBy }) => setBy },
        { title: 'SET', value: ({ setAt }) => setAt },
      ],
      variables,
      'There are none.',
    ),
  );
}
