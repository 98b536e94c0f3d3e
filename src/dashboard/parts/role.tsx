// What changes something is shown to those whose role allows it; the others are told why it is not there.
import { useQuery } from '@tanstack/react-query';
import { whoIsThere } from '../client/session.ts';
import { mayChange } from '../view/settings-view.ts';

/** False until it is known who is there. */
export function useMayChange(): boolean {
  const { data } = useQuery(whoIsThere);
  return data !== undefined && mayChange(data.role);
}

/** @param what that is for operators, as the begin of a sentence. */
export function ViewerNote({ what }: { readonly what: string }) {
  const { data } = useQuery(whoIsThere);
  if (data === undefined || mayChange(data.role)) return null;
  return (
    <p className="small muted">
      {what} is for operators; {data.name} is a viewer.
    </p>
  );
}
