// The build: TypeScript to dist/, and the workflow bundle and the dashboard when the code in them has changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, refuse, runProgram, step } from './steps.mjs';

const BUNDLE = join(projectRoot, 'dist', 'workflow-bundle.js');
const BUNDLE_MARK = `${BUNDLE}.hash`;
const ENTRY = join(projectRoot, 'src', 'workflows', 'production.ts');
const BUNDLER = join(import.meta.dirname, 'bundle.mjs');
/** Everything that workflow code may import. */
const BUNDLED_FOLDERS = ['src/workflows', 'src/contract', 'src/domain'];

const DASHBOARD = join(projectRoot, 'dist', 'dashboard');
/** Outside the folder, which is served. */
const DASHBOARD_MARK = `${DASHBOARD}.hash`;
const DASHBOARD_SOURCES = join('src', 'dashboard');

/** Everything but the tests, which run from source. Nothing imports the workflows: workers bundle them. True when it compiles; the errors are shown. */
export async function compile() {
  const tsc = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await runProgram(process.execPath, [tsc, '-b', 'scripts', 'src/workflows']);
  if (code === 0) return true;
  if (/ENOSPC|no space left/i.test(output))
    refuse(`The disk is full. Free some space below ${projectRoot} and start again.`);
  if (/EACCES|EROFS/.test(output)) refuse(`${join(projectRoot, 'dist')} cannot be written. Correct its rights.`);
  process.stderr.write(output);
  return false;
}

export async function buildWorkflowBundle() {
  if (!existsSync(ENTRY)) return;
  const wanted = sourcesHash(BUNDLED_FOLDERS, [BUNDLER]);
  if (isFresh(BUNDLE, BUNDLE_MARK, wanted)) return;
  await step('bundle the workflows', async () => {
    // In a process of its own: webpack's memory would stay with the command.
    const { code, output } = await runProgram(process.execPath, [BUNDLER, ENTRY, BUNDLE, '--shared']);
    if (code !== 0) refuse(`The workflows cannot be bundled: ${output.trim().slice(-600)}`);
  });
  writeFileSync(BUNDLE_MARK, wanted);
}

/** The pages that the API serves. */
export async function buildDashboard() {
  const sources = join(projectRoot, DASHBOARD_SOURCES);
  if (!existsSync(sources)) return;
  const builder = join(import.meta.dirname, 'dashboard.mjs');
  const wanted = sourcesHash([DASHBOARD_SOURCES], [builder]);
  if (isFresh(DASHBOARD, DASHBOARD_MARK, wanted)) return;
  await step('build the dashboard', async () => {
    const { code, output } = await runProgram(process.execPath, [builder, sources, DASHBOARD]);
    if (code !== 0) refuse(`The dashboard cannot be built: ${output.trim().slice(-600)}`);
  });
  writeFileSync(DASHBOARD_MARK, wanted);
}

const isFresh = (made, mark, wanted) => existsSync(made) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted;

/** Of the code itself and of the package versions that end up in the bundle. */
function sourcesHash(folders, others = []) {
  const hash = createHash('sha256').update(readFileSync(join(projectRoot, 'package-lock.json')));
  for (const file of folders.flatMap(listFiles).sort()) hash.update(file).update(readFileSync(join(projectRoot, file)));
  for (const file of others) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function listFiles(folder) {
  const entries = readdirSync(join(projectRoot, folder), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(projectRoot.length + 1));
}
