// Asks who decides and why, sends the decision, and says beside the button what went wrong; what was typed stays.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { rememberName, rememberedName } from '../state/decider.ts';
import { Modal } from './modal.tsx';

export interface Reasoned {
  readonly by: string;
  readonly reason: string;
}

interface DialogProps {
  readonly title: string;
  /** What it does, in a sentence. */
  readonly effect: string;
  /** On the button. */
  readonly verb: string;
  readonly decide: (decision: Reasoned) => Promise<unknown>;
  readonly onClose: () => void;
}

export function DecisionDialog({ title, effect, verb, decide, onClose }: DialogProps) {
  const queries = useQueryClient();
  const decision = useMutation({
    mutationFn: decide,
    onSuccess: async (_, { by }) => {
      rememberName(by);
      onClose();
      await queries.invalidateQueries();
    },
  });
  return (
    <Modal title={title} onClose={onClose}>
      <p className="small muted">{effect} Your name and reason are kept with the decision.</p>
      <DecisionForm
        verb={verb}
        isSending={decision.isPending}
        problem={decision.error?.message ?? null}
        onSend={decision.mutate}
        onCancel={onClose}
      />
    </Modal>
  );
}

interface FormProps {
  readonly verb: string;
  readonly isSending: boolean;
  readonly problem: string | null;
  readonly onSend: (decision: Reasoned) => void;
  readonly onCancel: () => void;
}

function DecisionForm({ verb, isSending, problem, onSend, onCancel }: FormProps) {
  const [by, setBy] = useState(rememberedName);
  const [reason, setReason] = useState('');
  const isMissing = by.trim() === '' || reason.trim() === '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isMissing) onSend({ by: by.trim(), reason: reason.trim() });
      }}
    >
      <label className="field">
        Your name
        <input value={by} required autoComplete="name" maxLength={100} onChange={({ target }) => setBy(target.value)} />
      </label>
      <label className="field">
        Reason
        <textarea value={reason} required rows={3} maxLength={500} onChange={({ target }) => setReason(target.value)} />
      </label>
      <p role="alert" className="field-problem">
        {problem}
      </p>
      <div className="actions actions-end">
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button button-strong" disabled={isSending || isMissing}>
          {isSending ? 'Sending …' : verb}
        </button>
      </div>
    </form>
  );
}
