// Our pages against the code: what they list must be there, and what is there must be listed.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { variables } from '../../src/config/schema.ts';
import { ERROR_CODES } from '../../src/contract/errors.ts';
import * as limits from '../../src/contract/limits.ts';
import { createProgram } from '../../scripts/cli/program.ts';
import { DEFAULT_DEADLINES } from '../../src/domain/alerting/deadline-policy.ts';
import { DEADLINE_FIELDS, parseDeadlines } from '../../src/operations/deadline-policy.ts';
import { OVERLAPS, PRESETS, parseSchedules } from '../../src/operations/schedules-file.ts';
import { ERRORS_PAGE, errorsPage } from '../../scripts/lib/errors-page.ts';
import { FORECAST_SCHEMA, forecastSchema, WEBHOOK_SCHEMA, webhookSchema } from '../../scripts/lib/webhook-schema.ts';
import { PROJECT, applyEdit, fencedBlocks, localLinks } from '../helpers/markdown.ts';

const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');
const pagesBelow = (folder: string): readonly string[] =>
  readdirSync(join(PROJECT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const PAGES = ['README.md', 'CHANGELOG.md', ...pagesBelow('docs'), ...pagesBelow('docs/adr')];
const pages = PAGES.map((path) => ({ path, text: read(path) }));

/** The cells of a page's table rows, backticks and spaces taken off. */
const tableRows = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );

describe('the error pages', () => {
  test('list the catalogue as it is', async () => {
    expect(read(ERRORS_PAGE)).toBe(await errorsPage());
  });

  test('have an entry in the runbook for every code, and none for a code that does not exist', () => {
    const explained = tableRows(read('docs/runbook.md'))
      .map(([cell = '']) => cell)
      .filter((cell) => /^[A-Z][A-Z_]+$/.test(cell));
    expect(explained.toSorted()).toEqual([...ERROR_CODES].toSorted());
  });
});

describe('the architecture page', () => {
  const rows = tableRows(read('docs/architecture.md'));
  const references = z.object({ references: z.array(z.object({ path: z.string() })).default([]) });
  const folders = z
    .object({ references: z.array(z.object({ path: z.string() })) })
    .parse(JSON.parse(read('tsconfig.json')))
    .references.map(({ path }) => path)
    .filter((path) => path !== 'test');

  test('shows for every folder exactly the imports that compile', () => {
    const shown = Object.fromEntries(
      rows.filter(([folder = '']) => folders.includes(folder)).map(([folder = '', imports = '']) => [folder, imports]),
    );
    const compiled = Object.fromEntries(folders.map((folder) => [folder, importsOf(folder)]));
    expect(shown).toEqual(compiled);
  });

  function importsOf(folder: string): string {
    const parsed = references.parse(JSON.parse(read(`${folder}/tsconfig.json`)));
    const names = parsed.references.map(({ path }) => join(folder, path).replace(/^src\//, ''));
    return names.length === 0 ? 'nothing' : names.toSorted().join(', ');
  }

  test('shows every limit with its value', () => {
    const shown = Object.fromEntries(
      rows.filter(([name = '']) => name in limits).map(([name = '', value = '']) => [name, Number(value)]),
    );
    expect(shown).toEqual({ ...limits });
  });
});

describe('the page on alerts', () => {
  const page = read('docs/alerts.md');

  test('shows a policy that is taken as it stands, and the defaults as they are', () => {
    const example = fencedBlocks(page).find(({ language }) => language === 'json')?.text ?? '';
    expect(parseDeadlines(example, 'docs/alerts.md')).toHaveLength(3);
    for (const { stage, tier, due, warnMinutes } of DEFAULT_DEADLINES) {
      const time = 'at' in due ? `${due.at} ${due.timeZone}` : '';
      expect(page.replaceAll(/ +/g, ' ')).toContain(
        `${stage} ${tier} ${time}, the day after, warns ${warnMinutes} min before`,
      );
    }
  });

  test('has the schema of the webhook beside it, as it is', async () => {
    expect(read(WEBHOOK_SCHEMA)).toBe(await webhookSchema());
    expect(read(FORECAST_SCHEMA)).toBe(await forecastSchema());
  });

  test('names every field of a deadline', () => {
    const fields = tableRows(page).map(([field = '']) => field);
    expect(DEADLINE_FIELDS.filter((field) => !fields.includes(field))).toEqual([]);
  });
});

describe('the page on schedules', () => {
  const page = read('docs/schedules.md');
  const example = fencedBlocks(page).find(({ language }) => language === 'json')?.text ?? '';

  test('shows a declaration that is taken as it stands', () => {
    expect(parseSchedules(`[${example}]`)).toMatchObject([{ id: 'daily-americas', cohort: 'americas' }]);
  });

  test('names every field, preset and overlap policy', () => {
    const [declared] = parseSchedules(`[${example}]`);
    const fields = tableRows(page).map(([field = '']) => field);
    expect(Object.keys(declared ?? {}).filter((field) => !fields.includes(field))).toEqual([]);
    expect([...PRESETS, ...OVERLAPS].filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
  });
});

describe('every page', () => {
  test.each(pages)('links to files that exist: $path', ({ path, text }) => {
    const missing = localLinks(text).filter((target) => !existsSync(join(PROJECT, dirname(path), target)));
    expect(missing).toEqual([]);
  });

  test('names npm scripts that exist', () => {
    const scripts = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
    const named = pages.flatMap(({ text }) => [...text.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name]) => name));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name = '') => !(name in scripts.scripts))).toEqual([]);
  });

  test('names commands and options of the command line that exist', () => {
    const wrong = pages.flatMap(({ path, text }) =>
      commandsIn(text)
        .map((words) => problemOf(words))
        .flatMap((problem) => (problem === null ? [] : [`${path}: ${problem}`])),
    );
    expect(wrong).toEqual([]);
  });

  test('names only variables that something reads', () => {
    const prefixes =
      /`((?:MORROW|MONGODB|SQLITE|AD_EXCHANGE|APP_STORE|SOURCE|SENSOR|RATES|API|WORKER|KEEP|WORKFLOW|ALERT|DEADLINE)_[A-Z0-9_]+)`/g;
    const deployed = `${read('docker-compose.yml')}${read('deploy/swarm/stack.yml')}`;
    const composed = [...deployed.matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name = '']) => name);
    const known = new Set<string>([...Object.keys(variables), ...Object.keys(limits), ...ERROR_CODES, ...composed]);
    const named = pages
      .filter(({ path }) => path !== 'docs/own-source.md')
      .flatMap(({ text }) => [...text.matchAll(prefixes)].map(([, name = '']) => name.replace(/_FILE$/, '')));
    const unknown = named.filter((name) => !known.has(name) && !known.has(`${name}_FILE`) && !isReadBySomeScript(name));
    expect(unknown).toEqual([]);
  });

  test('holds no path of anybody’s machine', () => {
    const found = pages.filter(({ text }) => /(?<![\w$.~])\/(?:home|root|Users|work)\//.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

const STACK_VARIABLES = [
  'API_PORT',
  'MORROW_TEMPORAL_CLI',
  'MORROW_TEST_SERVER',
  'MORROW_PROMETHEUS',
  'MORROW_CHROMIUM',
  'MORROW_NO_DOWNLOAD',
];
const isReadBySomeScript = (name: string): boolean =>
  STACK_VARIABLES.includes(name) &&
  readdirSync(join(PROJECT, 'scripts/lib')).some(
    (file) => file.endsWith('.ts') && read(`scripts/lib/${file}`).includes(name),
  );

/** `npm run morrow -- accounts add x --currency EUR` -> its words behind the program. */
const commandsIn = (text: string): readonly (readonly string[])[] =>
  [...text.matchAll(/(?:npm run (?:-s )?morrow -- |(?<=`)morrow )([^`\n]+)/g)].map(
    ([, words = '']) =>
      words
        .split(/ +[>|#] ?|;/)[0]
        ?.trim()
        .split(/\s+/) ?? [],
  );

function problemOf(words: readonly string[]): string | null {
  const ignored = { write: () => true, isTTY: false, columns: 100 };
  let command = createProgram({ stdout: ignored, action: () => () => Promise.resolve() });
  for (const word of words) {
    const next = command.commands.find((candidate) => candidate.name() === word);
    if (next === undefined) break;
    command = next;
  }
  if (command.name() === 'morrow' && !/^(-|<|…|\w+\.csv)/.test(words[0] ?? '-'))
    return `no command "${words.join(' ')}"`;
  const known = new Set([...command.options.flatMap(({ long }) => long ?? []), '--json', '--debug', '--help']);
  const unknown = words.filter((word) => /^--[a-z]/.test(word) && !known.has(word.split('=')[0] ?? word));
  return unknown.length === 0 ? null : `${command.name()} has no ${unknown.join(', ')}`;
}

describe('an edit of a page', () => {
  test('replaces the one place it fits', () => {
    expect(applyEdit('a\nb\nc\n', ' a\n-b\n+x\n+y\n')).toBe('a\nx\ny\nc\n');
  });

  test('is refused when it fits nowhere, or twice', () => {
    expect(() => applyEdit('a\n', '-b\n+c\n')).toThrow('fits 0 places');
    expect(() => applyEdit('a\na\n', '-a\n+b\n')).toThrow('fits 2 places');
  });
});
