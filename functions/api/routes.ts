/** Every route of the API, once. Served, checked and documented from here, in the order of the reference. */
import { countRoutes } from './contact/count.ts';
import { deviceRoutes } from './contact/device-routes.ts';
import { exportRoutes } from './contact/export.ts';
import { contactRoutes } from './contact/routes.ts';
import { suppressionRoutes } from './contact/suppression-routes.ts';
import { deadLetterRoutes } from './dead-letter/routes.ts';
import { eventExportRoutes } from './event/export.ts';
import { eventRoutes } from './event/routes.ts';
import { importRoutes } from './import/routes.ts';
import { broadcastRoutes } from './job/broadcast.ts';
import { exportJobRoutes } from './job/export.ts';
import { keyRoutes } from './key/routes.ts';
import { messageRoutes } from './message/routes.ts';
import type { Route } from './route.ts';
import { runRoutes } from './run/routes.ts';
import { simulationRoutes } from './simulation/routes.ts';
import { statusRoutes } from './status/routes.ts';
import { removalRoutes } from './tenant/removal.ts';
import { tenantRoutes } from './tenant/routes.ts';
import { costRoutes } from './workflow/cost.ts';
import { lifecycleRoutes } from './workflow/lifecycle.ts';
import { workflowRoutes } from './workflow/routes.ts';
import { versionRoutes } from './workflow/versions.ts';

export const routes: readonly Route[] = [
  ...contactRoutes,
  ...deviceRoutes,
  ...suppressionRoutes,
  ...exportRoutes,
  ...countRoutes,
  ...importRoutes,
  ...exportJobRoutes,
  ...eventRoutes,
  ...eventExportRoutes,
  ...workflowRoutes,
  ...costRoutes,
  ...versionRoutes,
  ...lifecycleRoutes,
  ...broadcastRoutes,
  ...runRoutes,
  ...messageRoutes,
  ...simulationRoutes,
  ...statusRoutes,
  ...deadLetterRoutes,
  ...tenantRoutes,
  ...removalRoutes,
  ...keyRoutes,
];
