// Every address of the dashboard. The API answers each of them with the one page, see src/api/dashboard.ts.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  useRouterState,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { readBackfillSearch } from './state/backfill-search.ts';
import { readAlertsSearch } from './state/alerts-search.ts';
import { readDeliveriesSearch } from './state/deliveries-search.ts';
import { readAccountSearch } from './state/account-search.ts';
import { readOverviewSearch } from './state/overview-search.ts';
import { readRunSearch } from './state/run-search.ts';
import { readRunsSearch } from './state/runs-search.ts';
import { readWorkersSearch } from './state/workers-search.ts';
import { readSettingsSearch } from './state/settings-search.ts';
import { OverviewPage } from './pages/overview-page.tsx';
import { RunsPage } from './pages/runs-page.tsx';
import { Failure, NotFound } from './parts/notices.tsx';
import { Shell } from './parts/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readOverviewSearch,
  component: OverviewPage,
});

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: readRunsSearch,
  component: RunsPage,
});

const run = createRoute({
  getParentRoute: () => root,
  path: '/runs/$id',
  validateSearch: readRunSearch,
  component: lazyRouteComponent(() => import('./pages/run-page.tsx'), 'RunPage'),
});

const schedules = createRoute({
  getParentRoute: () => root,
  path: '/schedules',
  component: lazyRouteComponent(() => import('./pages/schedules-page.tsx'), 'SchedulesPage'),
});

const workers = createRoute({
  getParentRoute: () => root,
  path: '/workers',
  validateSearch: readWorkersSearch,
  component: lazyRouteComponent(() => import('./pages/workers-page.tsx'), 'WorkersPage'),
});

const providers = createRoute({
  getParentRoute: () => root,
  path: '/providers',
  component: lazyRouteComponent(() => import('./pages/providers-page.tsx'), 'ProvidersPage'),
});

const backfill = createRoute({
  getParentRoute: () => root,
  path: '/backfill',
  validateSearch: readBackfillSearch,
  component: lazyRouteComponent(() => import('./pages/backfill-page.tsx'), 'BackfillPage'),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: readSettingsSearch,
  component: lazyRouteComponent(() => import('./pages/settings-page.tsx'), 'SettingsPage'),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  validateSearch: readAlertsSearch,
  component: lazyRouteComponent(() => import('./pages/alerts-page.tsx'), 'AlertsPage'),
});

const alert = createRoute({
  getParentRoute: () => root,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('./pages/alert-page.tsx'), 'AlertPage'),
});

const deliveries = createRoute({
  getParentRoute: () => root,
  path: '/deliveries',
  validateSearch: readDeliveriesSearch,
  component: lazyRouteComponent(() => import('./pages/deliveries-page.tsx'), 'DeliveriesPage'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/accounts/$id',
  validateSearch: readAccountSearch,
  component: lazyRouteComponent(() => import('./pages/account-page.tsx'), 'AccountPage'),
});

function NotFoundPage() {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  return <NotFound path={path} />;
}

/** A defect of a page takes that page only, and says so. */
const PageFailure = ({ error }: ErrorComponentProps) => (
  <main className="page">
    <Failure what="This page" error={error instanceof Error ? error : new Error(String(error))} />
  </main>
);

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    runs,
    run,
    schedules,
    backfill,
    workers,
    providers,
    alerts,
    alert,
    settings,
    deliveries,
    account,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailure,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
