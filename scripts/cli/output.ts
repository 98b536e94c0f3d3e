// What a command prints. Results go to stdout, as text for people or (--json) as one JSON document; everything said along
// the way goes to stderr. Colours and bars only on a terminal; NO_COLOR is respected.
import pc from 'picocolors';

export interface OutputStream {
  readonly isTTY?: boolean;
  write(text: string, done?: () => void): unknown;
}

export type Colors = ReturnType<typeof pc.createColors>;

export interface Output {
  readonly json: boolean;
  /** True: a person watches, so a bar makes sense. */
  readonly interactive: boolean;
  readonly colors: Colors;
  /** The result of the command, once: `value` with --json, else the text. */
  result(value: unknown, text: () => string): void;
  /** A piece of text that is the result itself, such as an exported file. Resolves when there is room for the next one. */
  raw(text: string): Promise<void>;
  /** Said along the way; never on stdout. */
  note(text: string): void;
}

export interface OutputSettings {
  readonly json: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

export function createOutput({ json, env, stdout, stderr }: OutputSettings): Output {
  const coloured = stdout.isTTY === true && !json && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    json,
    interactive: stderr.isTTY === true && !json,
    colors: pc.createColors(coloured),
    result: (value, text) => void stdout.write(`${json ? JSON.stringify(value, null, 2) : text()}\n`),
    raw: (text) => writeAll(stdout, text),
    note: (text) => void stderr.write(`${text}\n`),
  };
}

const writeAll = (stream: OutputStream, text: string): Promise<void> =>
  new Promise((resolve) => void stream.write(text, () => resolve()));
