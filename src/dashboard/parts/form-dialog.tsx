// A form in a dialog: what is refused is said beside its field, what was typed stays, and nothing is half-saved.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { RequestError } from '../client/request.ts';
import { Modal } from './modal.tsx';
import { Spoken } from './spoken.tsx';

/** What is wrong with a field, by its place in what was sent; null: nothing. */
export type ProblemOf = (path: string) => string | null;

interface FormDialogProps<T> {
  readonly title: string;
  /** What it does, in a sentence. */
  readonly effect: string;
  readonly verb: string;
  readonly send: () => Promise<T>;
  /** What is done with the answer; the dialog closes by itself. */
  readonly onDone?: (answer: T) => void;
  readonly onClose: () => void;
  readonly children: (problemOf: ProblemOf) => ReactNode;
}

export function FormDialog<T>({ title, effect, verb, send, onDone, onClose, children }: FormDialogProps<T>) {
  const queries = useQueryClient();
  const sending = useMutation({
    mutationFn: send,
    onSuccess: async (answer) => {
      onClose();
      onDone?.(answer);
      await queries.invalidateQueries();
    },
  });
  const problemOf = problemsIn(sending.error);
  return (
    <Modal title={title} onClose={onClose}>
      <p className="small muted">{effect}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          sending.mutate();
        }}
      >
        {children(problemOf)}
        <p role="alert" className="field-problem">
          <Spoken text={summaryOf(sending.error)} />
        </p>
        <div className="actions actions-end">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-strong" disabled={sending.isPending}>
            {sending.isPending ? 'Sending …' : verb}
          </button>
        </div>
      </form>
    </Modal>
  );
}

const errorsOf = (error: Error | null) => (error instanceof RequestError ? error.problem.errors : []);

/** A problem of a part counts for its field, too: `sources.1` for `sources`. */
function problemsIn(error: Error | null): ProblemOf {
  const errors = errorsOf(error);
  return (path) => {
    const own = errors.filter((problem) => problem.path === path || problem.path.startsWith(`${path}.`));
    return own.length === 0 ? null : own.map(({ message }) => message).join('; ');
  };
}

function summaryOf(error: Error | null): string {
  if (error === null) return '';
  const errors = errorsOf(error);
  const ofAll = errors.filter(({ path }) => path === '' || path === 'credentials').map(({ message }) => message);
  if (ofAll.length > 0) return `Nothing was saved yet: ${ofAll.join('; ')}`;
  if (errors.length > 0) return 'Nothing was saved yet: see what is said beside the fields.';
  return error instanceof RequestError ? `${error.message} ${error.problem.action}` : error.message;
}
