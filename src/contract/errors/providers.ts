// Errors of the budgets and circuit breakers of sources and rates providers.
import { define } from './definition.ts';

export const PROVIDER_ERRORS = define({
  PROVIDER_BUDGET_SPENT: {
    status: 503,
    retryable: true,
    benign: true,
    title: 'The request budget of the provider is used up for the moment',
    action:
      'Nothing: it is asked again in its turn. If the day gets late, raise the budget with `morrow providers limit`.',
  },
  PROVIDER_PAUSED: {
    status: 503,
    retryable: true,
    benign: true,
    title: 'The provider has asked for a pause',
    action:
      'Nothing: it is asked again after its Retry-After. If it happens often, set a budget with `morrow providers limit`.',
  },
  BREAKER_OPEN: {
    status: 503,
    retryable: true,
    benign: true,
    title: 'The circuit breaker of the provider is open',
    action:
      'Check the provider; it is probed by itself. See `morrow providers list`, and `morrow providers close` to try at once.',
  },
  PROVIDER_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such provider',
    action: 'Use one of the ids of `morrow providers list`.',
  },
});
