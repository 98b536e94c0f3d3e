// What our own pages hold, as the tests that hold them to it read it: fenced blocks with their markers, and links.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface FencedBlock {
  /** `sh`, `ts`, `diff` … */
  readonly language: string;
  /** What stands behind the language: `run`, `file=src/x.ts`. */
  readonly marker: string;
  readonly text: string;
}

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** @param path from the project's folder. */
export const readPage = (path: string): Promise<string> => readFile(`${PROJECT}${path}`, 'utf8');

export function fencedBlocks(page: string): readonly FencedBlock[] {
  return [...page.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', marker = '', text = '']) => ({
      language,
      marker: marker.trim(),
      text,
    }),
  );
}

/** Targets of the page's links to other files of the project, without the part behind `#`. */
export function localLinks(page: string): readonly string[] {
  return [...page.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Applies a block whose lines begin with ` `, `-` or `+` to the one place of `text` that it fits. */
export function applyEdit(text: string, edit: string): string {
  const lines = edit.split('\n').filter((line) => line !== '');
  const without = (sign: string): string =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const parts = text.split(without('+'));
  if (parts.length !== 2) throw new Error(`The edit fits ${parts.length - 1} places instead of one:\n${edit}`);
  return parts.join(without('-'));
}
