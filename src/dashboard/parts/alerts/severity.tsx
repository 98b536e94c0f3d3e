// How bad an incident is, in a word and a mark.
export const Severity = ({ severity }: { readonly severity: 'warning' | 'critical' }) => (
  <span className={severity === 'critical' ? 'status status-bad' : 'status status-warn'}>
    <span aria-hidden="true">{severity === 'critical' ? '✕' : '▲'}</span> {severity}
  </span>
);
