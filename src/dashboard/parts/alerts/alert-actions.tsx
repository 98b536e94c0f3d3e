// What can be done about an open incident: take it over, or close it by hand; both with name and reason.
import { useState } from 'react';
import { acknowledgeAlert, resolveAlert } from '../../client/alerts.ts';
import type { Alert } from '../../client/types.ts';
import { DecisionDialog } from '../decision-dialog.tsx';

const WORDS = {
  acknowledge: {
    verb: 'Acknowledge',
    effect: 'Says that you have taken it over. It stays open until its cause is gone.',
    decide: acknowledgeAlert,
  },
  resolve: {
    verb: 'Resolve',
    effect: 'Closes it by hand. When its cause is seen again, it opens anew.',
    decide: resolveAlert,
  },
} as const;

type Action = keyof typeof WORDS;
const ACTIONS: readonly Action[] = ['acknowledge', 'resolve'];

export function AlertActions({ alert: { id, title, resolvedAt } }: { readonly alert: Alert }) {
  const [asked, setAsked] = useState<Action | null>(null);
  if (resolvedAt !== null) return null;
  return (
    <span className="actions">
      {ACTIONS.map((action) => (
        <button
          key={action}
          type="button"
          className="button button-small"
          aria-label={`${WORDS[action].verb}: ${title}`}
          onClick={() => setAsked(action)}
        >
          {WORDS[action].verb}
        </button>
      ))}
      {asked === null ? null : (
        <DecisionDialog
          title={`${WORDS[asked].verb}: ${title}`}
          effect={WORDS[asked].effect}
          verb={WORDS[asked].verb}
          decide={(decision) => WORDS[asked].decide(id, decision)}
          onClose={() => setAsked(null)}
        />
      )}
    </span>
  );
}
