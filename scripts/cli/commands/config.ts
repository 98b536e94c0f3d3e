// `morrow config`: what is in force, and where it comes from. Secrets are never printed.
import type { Registrar } from '../context.ts';
import { examples } from '../options.ts';

export function registerConfig({ program, action }: Registrar): void {
  program
    .command('config')
    .option('--example', 'print .env.example, generated from the schema')
    .description('the configuration in force, secrets masked')
    .addHelpText('after', examples('config', 'config --json', 'config --example > .env.example'))
    .action(
      action(async (context, options: { readonly example?: boolean }) => {
        const { output } = context;
        if (options.example === true) {
          const { envExample } = await import('../env-example.ts');
          const text = envExample();
          return output.json ? output.result({ example: text }, () => text) : await output.raw(text);
        }
        const [{ effectiveConfig }, { formatTable }] = await Promise.all([
          import('../effective-config.ts'),
          import('../table.ts'),
        ]);
        const settings = effectiveConfig(context);
        output.result(settings, () =>
          formatTable(
            [
              { title: 'VARIABLE', value: ({ name }) => name },
              { title: 'VALUE', value: ({ value }) => value },
              { title: 'FROM', value: ({ origin }) => origin },
            ],
            settings,
          ),
        );
      }),
    );
}
