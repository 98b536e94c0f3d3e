// The word for how something ended, with a mark whose shape tells it too: colour alone says nothing to some readers.
const TONES: Readonly<Record<string, 'good' | 'bad' | 'warn' | 'calm'>> = {
  published: 'good',
  done: 'good',
  completed: 'good',
  collected: 'good',
  running: 'calm',
  staged: 'calm',
  held: 'warn',
  failed: 'bad',
  cancelled: 'warn',
  active: 'good',
  paused: 'warn',
  draining: 'warn',
  silent: 'bad',
  closed: 'good',
  open: 'bad',
  'half-open': 'warn',
  waiting: 'warn',
  sent: 'good',
  'given-up': 'bad',
  dropped: 'warn',
};
const MARKS = { good: '●', bad: '✕', warn: '▲', calm: '○' } as const;

export function Status({ status }: { readonly status: string }) {
  const tone = TONES[status] ?? 'calm';
  return (
    <span className={`status status-${tone}`}>
      <span aria-hidden="true">{MARKS[tone]}</span> {status}
    </span>
  );
}
