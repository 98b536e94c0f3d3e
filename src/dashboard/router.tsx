// Every address of the dashboard. The API answers each of them with the one page, see src/api/dashboard.ts.
import { createRootRoute, createRoute, createRouter, useRouterState } from '@tanstack/react-router';
import { readOverviewSearch } from './state/overview-search.ts';
import { OverviewPage } from './pages/overview-page.tsx';
import { NotFound } from './parts/notices.tsx';
import { Shell } from './parts/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readOverviewSearch,
  component: OverviewPage,
});

function NotFoundPage() {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  return <NotFound path={path} />;
}

export const router = createRouter({ routeTree: root.addChildren([overview]), defaultPreload: 'intent' });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
