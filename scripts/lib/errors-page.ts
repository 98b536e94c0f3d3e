// docs/errors.md, written from the error catalogue. A test holds page and catalogue together.
import { format } from 'prettier';
import { ERROR_CODES, MorrowError, type ErrorCode, type ErrorDefinition } from '../../src/contract/errors.ts';
import { exitCodeOf } from '../cli/failure.ts';

export const ERRORS_PAGE = 'docs/errors.md';

const INTRODUCTION = `# Error codes

Generated from \`src/contract/errors.ts\` by \`npm run docs\`; do not edit.

Every failure of Morrow carries one of these codes: in a failed workflow or step as its failure type, in the API as \`code\` of a problem document
(RFC 9457), in the command line and in the logs as text. \`npm run morrow -- errors CODE\` and \`GET /errors/CODE\` print one of them.
What to look at first, group by group, is in the [runbook](runbook.md).

- **HTTP**: status of the API's answer.
- **Exit**: exit code of the command line: 1 failed, 2 wrong input, 3 something is not reachable.
- **Retried**: whether a step that failed with it is tried again. "quietly": it is expected to pass by itself, and is no trouble yet.
`;

/** The page as it lies in the repository, formatted like every other file. */
export function errorsPage(): Promise<string> {
  const table = [row(['Code', 'HTTP', 'Exit', 'Retried', 'Meaning', 'What to do']), row(Array<string>(6).fill('---'))];
  const lines = [INTRODUCTION, ...table, ...ERROR_CODES.map(errorRow)];
  return format(lines.join('\n'), { parser: 'markdown', printWidth: 120 });
}

function errorRow(code: ErrorCode): string {
  const error = new MorrowError(code, '');
  const { status, title, action } = error.definition;
  return row([`\`${code}\``, status, exitCodeOf(error), retriedText(error.definition), title, action]);
}

function retriedText({ retryable, benign }: ErrorDefinition): string {
  if (!retryable) return 'no';
  return benign === true ? 'quietly' : 'yes';
}

const row = (cells: readonly (string | number)[]): string =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
