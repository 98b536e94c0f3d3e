// Bundles the workflows together with the interceptors that trace them, into the file that is named. A process of its own:
// what webpack needs of memory is twice what a worker needs, and would stay with it.
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { tracingWorkflowModule } from '../src/observability/traces/worker-tracing.ts';

const [, , target = ''] = process.argv;
const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL(`../src/workflows/index${extname(import.meta.url)}`, import.meta.url)),
  workflowInterceptorModules: [tracingWorkflowModule()],
  logger: new DefaultLogger('WARN'),
});
writeFileSync(target, code);
