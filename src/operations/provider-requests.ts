// What may be asked of a provider's budget and breaker, and whether it makes sense. Nothing is changed by what does not.
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { BREAKER_ACTIONS } from '../domain/provider/breaker.ts';
import { budgetProblems, CONCURRENCY_MAX, RATE_MAX, RATE_MIN } from '../domain/provider/budget.ts';
import { RATES_PROVIDERS, type ProviderId } from '../domain/provider/types.ts';
import type { OperationsDeps } from './deps.ts';
import { lineOfText, prose } from './values.ts';

const by = lineOfText(80).meta({ description: 'Who changes it, for the record.', examples: ['ada'] });
const reason = prose(200)
  .min(1)
  .meta({ description: 'Why, for the next person who looks.', examples: ['new contract'] });

/** `null` and absent mean the same: unlimited. */
export const budgetRequestSchema = z
  .strictObject({
    requestsPerSecond: z
      .number()
      .min(RATE_MIN)
      .max(RATE_MAX)
      .nullable()
      .default(null)
      .describe('Over all workers together; null: unlimited.'),
    burst: z.int().min(1).default(1).describe('Requests that may go at once after a quiet time.'),
    maxConcurrent: z
      .int()
      .min(1)
      .max(CONCURRENCY_MAX)
      .nullable()
      .default(null)
      .describe('Requests under way at once, over all workers together; null: unlimited.'),
    accountShare: z
      .number()
      .gt(0)
      .max(1)
      .nullable()
      .default(null)
      .describe('The largest share of maxConcurrent that one account may hold at once; null: all of it.'),
    by,
    reason,
  })
  .superRefine((limits, context) => {
    for (const { field, message } of budgetProblems(limits)) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  })
  .meta({
    id: 'ProviderBudgetRequest',
    examples: [{ requestsPerSecond: 20, burst: 5, maxConcurrent: 10, by: 'ada', reason: 'new contract' }],
  });

export const breakerRequestSchema = z
  .strictObject({
    action: z
      .enum(BREAKER_ACTIONS)
      .describe('open: nobody asks it until it is closed; close: everybody asks it at once.'),
    by,
    reason,
  })
  .meta({ id: 'BreakerRequest', examples: [{ action: 'open', by: 'ada', reason: 'announced maintenance' }] });

export const providerIds = ({
  registeredSources,
}: Pick<OperationsDeps, 'registeredSources'>): readonly ProviderId[] => [...registeredSources, ...RATES_PROVIDERS];

/** @throws MorrowError PROVIDER_NOT_FOUND naming those there are. */
export function requireProvider(deps: Pick<OperationsDeps, 'registeredSources'>, id: string): ProviderId {
  const known = providerIds(deps);
  const found = known.find((provider) => provider === id);
  if (found !== undefined) return found;
  const shown = id.slice(0, 60);
  throw new MorrowError('PROVIDER_NOT_FOUND', `There is no provider "${shown}"; there are ${known.join(', ')}.`, {
    facts: { provider: shown },
  });
}
