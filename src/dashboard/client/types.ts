// The shapes of answers, taken from the schemas that describe the API. Types only: no code of the server gets into the bundle.
import type { z } from 'zod';
import type { runList } from '../../api/schemas.ts';

export type RunRow = z.output<typeof runList>['runs'][number];
