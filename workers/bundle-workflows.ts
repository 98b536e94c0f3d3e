// Bundles the workflows together with what no prebuilt bundle holds: interceptors that trace them (`traced`), or the converter
// that hides the words of failures (`encrypted`). A process of its own: what webpack needs of memory is twice what a worker
// needs, and would stay with it.
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { tracingWorkflowModule } from '../src/observability/traces/worker-tracing.ts';
import { FAILURE_CONVERTER_PATH } from '../src/temporal/data-converter.ts';

const [, , target = '', ...additions] = process.argv;
const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL(`../src/workflows/index${extname(import.meta.url)}`, import.meta.url)),
  ...(additions.includes('traced') ? { workflowInterceptorModules: [tracingWorkflowModule()] } : {}),
  ...(additions.includes('encrypted') ? { failureConverterPath: FAILURE_CONVERTER_PATH } : {}),
  logger: new DefaultLogger('WARN'),
});
writeFileSync(target, code);
