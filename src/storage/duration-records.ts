// How long steps took, as it comes back out of a store.
import { z } from 'zod';

export const durationRecord = z.object({
  hour: z.string(),
  step: z.string(),
  writer: z.string(),
  buckets: z.record(z.string().regex(/^\d{1,3}$/), z.int().min(0)),
});
