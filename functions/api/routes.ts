/** Every route of the API, once. Served, checked and documented from here. */
import { contactRoutes } from './contact/routes.ts';
import { eventRoutes } from './event/routes.ts';
import { keyRoutes } from './key/routes.ts';
import { messageRoutes } from './message/routes.ts';
import type { Route } from './route.ts';
import { tenantRoutes } from './tenant/routes.ts';
import { lifecycleRoutes } from './workflow/lifecycle.ts';
import { workflowRoutes } from './workflow/routes.ts';

export const routes: readonly Route[] = [
  ...contactRoutes,
  ...eventRoutes,
  ...workflowRoutes,
  ...lifecycleRoutes,
  ...messageRoutes,
  ...tenantRoutes,
  ...keyRoutes,
];
