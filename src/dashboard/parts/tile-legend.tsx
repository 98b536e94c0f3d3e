// What the colours of tiles mean.
const KINDS = ['published', 'held', 'failed', 'running', 'cancelled', 'none'] as const;
const LABELS: Readonly<Record<(typeof KINDS)[number], string>> = {
  published: 'published',
  held: 'held',
  failed: '✕ failed',
  running: 'under way',
  cancelled: 'cancelled',
  none: 'no record',
};

export const TileLegend = () => (
  <ul className="legend">
    {KINDS.map((kind) => (
      <li key={kind} className={`tile-key tile-${kind}`}>
        {LABELS[kind]}
      </li>
    ))}
  </ul>
);
