// Entry point of build.mjs: bundles the workflows of one file into another, complete or not at all. With `--shared` their modules
// are evaluated once in each worker instead of once for each run: for modules that keep nothing between calls, as ours do.
import { renameSync, writeFileSync } from 'node:fs';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';

const [workflowsPath, target, shared] = process.argv.slice(2);
const preloadModules = shared === '--shared' ? [workflowsPath] : [];
const { code } = await bundleWorkflowCode({ workflowsPath, preloadModules, logger: new DefaultLogger('WARN') });
const draft = `${target}.${process.pid}.draft`;
writeFileSync(draft, code);
renameSync(draft, target);
