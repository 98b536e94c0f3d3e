// Workflow code as production bundles it: its modules evaluated once for all runs. With call stacks, for failures that tell where.
import { fileURLToPath } from 'node:url';
import {
  DefaultLogger,
  bundleWorkflowCode,
  type BundleOptions,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';

export const OUR_WORKFLOWS = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));

/** @param entry the file that exports the workflows. */
export const bundleWorkflows = (
  entry: string = OUR_WORKFLOWS,
  options: Partial<BundleOptions> = {},
): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    workflowsPath: entry,
    preloadModules: [entry],
    logger: new DefaultLogger('ERROR'),
    ...options,
  });
