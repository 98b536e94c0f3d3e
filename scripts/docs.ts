// Writes the pages that come from code: `npm run docs`. With --check it only tells whether they are up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseOptions } from './lib/command.ts';
import { ERRORS_PAGE, errorsPage } from './lib/errors-page.ts';
import { projectRoot } from './lib/project.ts';
import { FORECAST_SCHEMA, forecastSchema, WEBHOOK_SCHEMA, webhookSchema } from './lib/webhook-schema.ts';

const { check = false } = parseOptions('docs', process.argv.slice(2), { check: { type: 'boolean' } });
await bring(ERRORS_PAGE, await errorsPage());
await bring(WEBHOOK_SCHEMA, await webhookSchema());
await bring(FORECAST_SCHEMA, await forecastSchema());

async function bring(page: string, wanted: string): Promise<void> {
  const file = join(projectRoot, page);
  const present = await readFile(file, 'utf8').catch(() => null);
  if (present === wanted) {
    process.stdout.write(`${page} is up to date.\n`);
  } else if (check) {
    process.stderr.write(`${page} is out of date. Write it with \`npm run docs\`.\n`);
    process.exitCode = 1;
  } else {
    await writeFile(file, wanted);
    process.stdout.write(`${page} written.\n`);
  }
}
