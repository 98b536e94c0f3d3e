// Bundles the workflows together with what no prebuilt bundle holds: interceptors that trace them (`traced`), the converter
// that hides the words of failures (`encrypted`), or stacks of calls (`call-stacks`). A process of its own: what webpack needs of
// memory is twice what a worker needs, and would stay with it.
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { tracingWorkflowModule } from '../src/observability/traces/worker-tracing.ts';
import { FAILURE_CONVERTER_PATH } from '../src/temporal/data-converter.ts';

const [, , target = '', ...additions] = process.argv;
const entry = additions.includes('call-stacks') ? 'index' : 'production';
const workflowsPath = fileURLToPath(new URL(`../src/workflows/${entry}${extname(import.meta.url)}`, import.meta.url));
const { code } = await bundleWorkflowCode({
  workflowsPath,
  // As bundle.mjs does: evaluated once in each worker, as the modules keep nothing between calls.
  preloadModules: [workflowsPath],
  ...(additions.includes('traced') ? { workflowInterceptorModules: [tracingWorkflowModule()] } : {}),
  ...(additions.includes('encrypted') ? { failureConverterPath: FAILURE_CONVERTER_PATH } : {}),
  logger: new DefaultLogger('WARN'),
});
writeFileSync(target, code);
