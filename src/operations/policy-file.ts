// A policy file at the door: read, parsed as JSON, and refused with the file's name and every problem in it.
import { readFile } from 'node:fs/promises';
import { MorrowError } from '../contract/errors.ts';

type PolicyCode = 'INVALID_DEADLINE_POLICY' | 'INVALID_SCALING_POLICY';

/** Names the code and, for a file that cannot be read, what it is. */
export class PolicyFile {
  private readonly code: PolicyCode;
  private readonly what: string;

  constructor(code: PolicyCode, what: string) {
    this.code = code;
    this.what = what;
  }

  /** @throws MorrowError with the policy's code. */
  async read(file: string): Promise<string> {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw new MorrowError(this.code, `The ${this.what} ${file} cannot be read (${reason}).`, { cause: error });
    }
  }

  /** @param file only for the message. @throws MorrowError with the policy's code. */
  parse(text: string, file: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.invalid(file, [`is not JSON: ${error instanceof Error ? error.message : String(error)}`]);
    }
  }

  invalid(file: string, problems: readonly string[]): MorrowError {
    return new MorrowError(this.code, `${file}: ${problems.join('; ')}.`, { facts: { problems: problems.length } });
  }
}
