/** All contacts as a file, for spreadsheets or for programs. */
import Type from 'typebox';
import { exportCsv, exportNdjson } from '../../domain/import/export-csv.ts';
import { streamed } from '../import/stream.ts';
import { route } from '../route.ts';

export const exportRoutes = [
  route({
    method: 'GET',
    path: '/v1/contacts.csv',
    tag: 'Contacts',
    summary: 'All contacts as CSV',
    description: 'Texts that a spreadsheet would run as formulas begin with an apostrophe.',
    role: 'viewer',
    response: Type.String(),
    gives: ['text/csv'],
    handle: async ({ deps, tenant }) =>
      streamed(exportCsv(deps.store, tenant, deps.clock.now()), 'text/csv; charset=utf-8', 'contacts.csv'),
  }),
  route({
    method: 'GET',
    path: '/v1/contacts.ndjson',
    tag: 'Contacts',
    summary: 'All contacts, one JSON object a line',
    role: 'viewer',
    response: Type.String(),
    gives: ['application/x-ndjson'],
    handle: async ({ deps, tenant }) =>
      streamed(exportNdjson(deps.store, tenant), 'application/x-ndjson', 'contacts.ndjson'),
  }),
];
