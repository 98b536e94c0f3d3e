// What vitest's JSON report says: how many passed and failed, and why.
import { z } from 'zod';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

export interface TestTally {
  readonly passed: number;
  readonly failures: readonly string[];
}

/**
 * A file that cannot even be loaded counts as one failure, and so does a run that failed without naming a test.
 * @param run how vitest ended, and the folder that file names are told relative to.
 */
export function readTally(
  json: string | null,
  run: { readonly ok: boolean; readonly what: string; readonly root: string },
): TestTally {
  const parsed = json === null ? null : reportSchema.safeParse(parseJson(json));
  if (parsed === null || !parsed.success) return { passed: 0, failures: [`${run.what}: vitest left no report`] };
  const files = parsed.data.testResults;
  const failures = files.flatMap((file) => fileFailures(file, run.root));
  if (!run.ok && failures.length === 0)
    failures.push(`${run.what}: vitest failed outside of any test; see its output above`);
  const passed = files
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed').length;
  return { passed, failures };
}

type FileResult = z.infer<typeof reportSchema>['testResults'][number];

function fileFailures(file: FileResult, root: string): string[] {
  const name = file.name.startsWith(root) ? file.name.slice(root.length + 1) : file.name;
  const failed = file.assertionResults.filter(({ status }) => status === 'failed');
  if (failed.length === 0 && file.status === 'failed')
    return [`${name}: ${firstLine(file.message ?? 'the file cannot be run')}`];
  return failed.map(
    ({ fullName, failureMessages }) => `${name} > ${fullName}: ${firstLine(failureMessages?.[0] ?? 'no reason given')}`,
  );
}

const firstLine = (text: string): string => (text.trim().split('\n')[0] ?? '').slice(0, 300);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
