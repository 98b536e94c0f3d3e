// The bare workflows bundled as ours are, see `src/workflows/production.ts`: what of the difference is the bundle, not our content.
export * from './workflows.ts';

Object.assign(Error, { stackTraceLimit: 0 });
