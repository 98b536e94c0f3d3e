// What workers run: the same workflows, without the call stack that the SDK takes of each promise for the Web UI's tab of that
// name. It is a fifth of what workflow code costs. WORKER_CALL_STACKS=true runs ./index.ts instead; histories are the same.
export * from './index.ts';

// Of the sandbox only, which has an `Error` of its own.
Object.assign(Error, { stackTraceLimit: 0 });
