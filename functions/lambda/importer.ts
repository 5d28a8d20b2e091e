/** The Lambda `importer`. */
import { create } from '../handlers/importer.ts';
import { entry } from './entry.ts';
import { files } from './port/files.ts';

export const handler = entry({ files }, create);
