// Entry point of build.mjs: bundles the workflows of one file into another, complete or not at all.
import { renameSync, writeFileSync } from 'node:fs';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';

const [workflowsPath, target] = process.argv.slice(2);
const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
const draft = `${target}.${process.pid}.draft`;
writeFileSync(draft, code);
renameSync(draft, target);
