// Asks before something is done, and says beside the button what went wrong.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Modal } from './modal.tsx';

interface ConfirmProps {
  readonly title: string;
  readonly effect: string;
  readonly verb: string;
  readonly act: () => Promise<unknown>;
  readonly onClose: () => void;
}

export function ConfirmDialog({ title, effect, verb, act, onClose }: ConfirmProps) {
  const queries = useQueryClient();
  const action = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries();
    },
  });
  return (
    <Modal title={title} onClose={onClose}>
      <p>{effect}</p>
      <p role="alert" className="field-problem">
        {action.error?.message}
      </p>
      <div className="actions actions-end">
        <button type="button" className="button" onClick={onClose}>
          Leave it
        </button>
        <button
          type="button"
          className="button button-strong"
          disabled={action.isPending}
          onClick={() => action.mutate()}
        >
          {action.isPending ? 'Sending …' : verb}
        </button>
      </div>
    </Modal>
  );
}
