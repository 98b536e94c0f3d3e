// `morrow errors`: the catalogue, for people who have just met one of its codes.
import { ERROR_CODES, ERRORS, MorrowError, isErrorCode, type ErrorCode } from '../../../src/contract/errors.ts';
import type { Registrar } from '../context.ts';
import { exitCodeOf } from '../failure.ts';
import { examples } from '../options.ts';

export function registerErrors({ program, action }: Registrar): void {
  program
    .command('errors')
    .argument('[code]', 'one code, for its details')
    .description('the error catalogue: what each code means and what to do')
    .addHelpText('after', examples('errors', 'errors RATE_MISSING', 'errors --json'))
    .action(
      action(async ({ output }, code: string | undefined) => {
        if (code !== undefined) {
          const entry = catalogueEntry(findCode(code));
          return output.result(entry, () => describeEntry(entry));
        }
        const { formatTable } = await import('../table.ts');
        const entries = ERROR_CODES.map(catalogueEntry);
        output.result(entries, () =>
          formatTable(
            [
              { title: 'CODE', value: (entry) => entry.code },
              { title: 'HTTP', value: (entry) => entry.status },
              { title: 'RETRIED', value: (entry) => (entry.retryable ? 'yes' : 'no') },
              { title: 'MEANING', value: (entry) => entry.title },
            ],
            entries,
          ),
        );
      }),
    );
}

export const catalogueEntry = (code: ErrorCode) => ({
  code,
  status: ERRORS[code].status,
  exitCode: exitCodeOf(new MorrowError(code, '')),
  retryable: ERRORS[code].retryable,
  title: ERRORS[code].title,
  action: ERRORS[code].action,
});

const describeEntry = (entry: ReturnType<typeof catalogueEntry>): string =>
  [
    `${entry.code}: ${entry.title}`,
    `what to do:   ${entry.action}`,
    `in a run:     ${entry.retryable ? 'the step is tried again' : 'the account fails with this code'}`,
    `in the API:   HTTP ${entry.status}`,
    `on this line: exit code ${entry.exitCode}`,
  ].join('\n');

function findCode(text: string): ErrorCode {
  const code = text.toUpperCase().replaceAll('-', '_');
  if (isErrorCode(code)) return code;
  const near = ERROR_CODES.filter((known) => known.includes(code) || code.includes(known)).slice(0, 5);
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  throw new MorrowError(
    'INVALID_REQUEST',
    `There is no error code "${text.slice(0, 60)}".${hint} See \`morrow errors\`.`,
  );
}
