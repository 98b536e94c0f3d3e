// Asks a person before something large or final happens. Where nobody can answer, the answer is no.
import type { CliContext } from './context.ts';

/** True: a person is here to be asked. */
export const canAsk = ({ output }: CliContext): boolean => output.interactive && process.stdin.isTTY === true;

/** @param question ends with `?`. */
export async function askYes(context: CliContext, note: string, question: string): Promise<boolean> {
  if (!canAsk(context)) return false;
  const { createInterface } = await import('node:readline/promises');
  context.output.note(note);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim());
  } finally {
    prompt.close();
  }
}
