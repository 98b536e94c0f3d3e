// Where to look further. A run id holds slashes; in an address they are escaped, so that an id is one segment.
import type { OperationsDeps } from './deps.ts';

export interface RunLinks {
  /** Path below the API's own address. */
  readonly self: string;
  /** The run in Temporal's Web UI. */
  readonly temporal: string;
}

export const runLinks = (deps: Pick<OperationsDeps, 'temporalUiUrl'>, id: string, namespace: string): RunLinks => ({
  self: `/api/runs/${encodeURIComponent(id)}`,
  temporal: workflowAddress(deps, id, namespace),
});

/** A workflow in Temporal's Web UI. */
export function workflowAddress(deps: Pick<OperationsDeps, 'temporalUiUrl'>, id: string, namespace: string): string {
  const ui = deps.temporalUiUrl.replace(/\/+$/, '');
  return `${ui}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}`;
}
