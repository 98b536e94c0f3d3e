// Entry point of the dashboard in a browser: one query cache, one router, one page element.
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isWorthRetrying } from './client/request.ts';
import { SESSION_KEY, isNotSignedIn } from './client/session.ts';
import { router } from './router.tsx';
import { applyStoredTheme } from './theme.ts';

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // A session may end while a page is open: then the frame asks who is there, and shows the way in.
    onError: (error, { queryKey }) => {
      if (isNotSignedIn(error) && queryKey[0] !== SESSION_KEY[0])
        void queries.invalidateQueries({ queryKey: SESSION_KEY });
    },
  }),
  defaultOptions: {
    queries: { staleTime: 10_000, retry: (count, error) => count < 2 && isWorthRetrying(error) },
  },
});

applyStoredTheme();
const place = document.getElementById('app');
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
