// Changes the limits of a provider as a whole: what is wrong is said beside its field, and what was typed stays.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { setBudget, type Provider } from '../client/providers.ts';
import { RequestError } from '../client/request.ts';
import {
  BUDGET_FIELDS,
  budgetText,
  problemsFrom,
  readBudget,
  type BudgetField,
  type BudgetProblems,
} from '../state/budget-form.ts';
import { rememberedName, rememberName } from '../state/decider.ts';
import { Modal } from './modal.tsx';

const LABELS: Readonly<Record<BudgetField, string>> = {
  requestsPerSecond: 'Requests a second, over all workers',
  burst: 'Requests at once after a quiet time',
  maxConcurrent: 'Requests under way at once',
  accountShare: 'Share of these for one account, 0 to 1',
};

interface DialogProps {
  readonly provider: Provider;
  readonly onClose: () => void;
}

export function BudgetDialog({ provider, onClose }: DialogProps) {
  const form = useBudgetForm(provider, onClose);
  return (
    <Modal title={`Limits of ${provider.id}`} onClose={onClose}>
      <p className="small muted">An empty field is no limit. Workers go by it within a second.</p>
      <form onSubmit={form.submit} noValidate>
        {BUDGET_FIELDS.map((field) => (
          <LimitField
            key={field}
            label={LABELS[field]}
            value={form.text[field]}
            problem={form.problems[field]}
            onChange={(value) => form.change({ [field]: value })}
          />
        ))}
        <label className="field">
          Your name
          <input
            value={form.by}
            maxLength={80}
            autoComplete="name"
            onChange={({ target }) => form.setBy(target.value)}
          />
        </label>
        <label className="field">
          Reason
          <input value={form.reason} maxLength={200} onChange={({ target }) => form.setReason(target.value)} />
        </label>
        <p role="alert" className="field-problem">
          {form.failure}
        </p>
        <div className="actions actions-end">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-strong" disabled={form.isBlocked}>
            {form.isSending ? 'Sending …' : 'Set limits'}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function useBudgetForm(provider: Provider, onClose: () => void) {
  const queries = useQueryClient();
  const [text, setText] = useState(budgetText(provider));
  const [problems, setProblems] = useState<BudgetProblems>({});
  const [by, setBy] = useState(rememberedName);
  const [reason, setReason] = useState('');
  const sending = useMutation({
    mutationFn: (budget: Parameters<typeof setBudget>[1]) => setBudget(provider.id, budget),
    onSuccess: async () => {
      rememberName(by.trim());
      onClose();
      await queries.invalidateQueries();
    },
    onError: (error) => setProblems(error instanceof RequestError ? problemsFrom(error.problem.errors) : {}),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = readBudget(text);
    setProblems(read.problems ?? {});
    if (read.budget !== null) sending.mutate({ ...read.budget, by: by.trim(), reason: reason.trim() });
  };
  return {
    text,
    problems,
    by,
    setBy,
    reason,
    setReason,
    submit,
    change: (part: Partial<typeof text>) => setText({ ...text, ...part }),
    failure: sending.error?.message,
    isSending: sending.isPending,
    isBlocked: sending.isPending || by.trim() === '' || reason.trim() === '',
  };
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

function LimitField({ label, value, problem, onChange }: FieldProps) {
  const problemId = useId();
  return (
    <label className="field">
      {label}
      <input
        inputMode="decimal"
        value={value}
        placeholder="no limit"
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : problemId}
        onChange={({ target }) => onChange(target.value)}
      />
      {problem === undefined ? null : (
        <span id={problemId} className="field-problem">
          {problem}
        </span>
      )}
    </label>
  );
}
