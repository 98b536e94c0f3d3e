// The way in, where the API asks who is there, and the way out.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isNotSignedIn, SESSION_KEY, signIn, signOut, whoIsThere } from '../client/session.ts';

export function SignIn() {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const entering = useMutation({
    mutationFn: signIn,
    // What was refused before is asked for again.
    onSuccess: () => queries.resetQueries(),
    onError: () => setPassword(''),
  });
  const isMissing = name.trim() === '' || password === '';
  return (
    <main className="page sign-in">
      <section className="card">
        <h1>Sign in</h1>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!isMissing) entering.mutate({ name: name.trim(), password });
          }}
        >
          <label className="field">
            Name
            <input value={name} required autoComplete="username" onChange={({ target }) => setName(target.value)} />
          </label>
          <label className="field">
            Password
            <input
              type="password"
              value={password}
              required
              autoComplete="current-password"
              onChange={({ target }) => setPassword(target.value)}
            />
          </label>
          <p role="alert" className="field-problem">
            {entering.error?.message}
          </p>
          <button type="submit" className="button button-strong" disabled={entering.isPending || isMissing}>
            {entering.isPending ? 'Signing in …' : 'Sign in'}
          </button>
        </form>
        <p className="small muted">
          No name yet? An admin adds people with <code>morrow users add</code>.
        </p>
      </section>
    </main>
  );
}

/** Who is there; nothing where nobody has to sign in. */
export function SignedIn() {
  const queries = useQueryClient();
  const { data, error } = useQuery(whoIsThere);
  const leaving = useMutation({
    mutationFn: signOut,
    onSettled: async () => {
      // The page goes first, so that nothing of it is asked for again; then what it knew.
      await queries.resetQueries({ queryKey: SESSION_KEY });
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
    },
  });
  if (data === undefined || data.csrfToken === null || isNotSignedIn(error)) return null;
  return (
    <span className="signed-in">
      <span className="muted">
        {data.name}, {data.role}
      </span>
      <button
        type="button"
        className="button button-quiet"
        disabled={leaving.isPending}
        onClick={() => leaving.mutate()}
      >
        Sign out
      </button>
    </span>
  );
}
