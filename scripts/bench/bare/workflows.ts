// The bundle of the bare workers.
export { bareAccountDay } from './account-day.ts';
export { bareDay, barePartition } from './day.ts';
export { shapeA, shapeB, shapeC, shapeD, shapeE, shapeParent } from './shapes.ts';
