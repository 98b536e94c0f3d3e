// Where to look further. A run id holds slashes; in an address they are escaped, so that an id is one segment.
import type { OperationsDeps } from './deps.ts';

export interface RunLinks {
  /** Path below the API's own address. */
  readonly self: string;
  /** The run in Temporal's Web UI. */
  readonly temporal: string;
}

export function runLinks(deps: Pick<OperationsDeps, 'temporalUiUrl'>, id: string, namespace: string): RunLinks {
  const ui = deps.temporalUiUrl.replace(/\/+$/, '');
  return {
    self: `/api/runs/${encodeURIComponent(id)}`,
    temporal: `${ui}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}`,
  };
}
