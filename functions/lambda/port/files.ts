/** The bucket, for functions that the manifest grants `files`. */
import { s3 } from '../../adapters/aws/clients.ts';
import { s3Files } from '../../adapters/aws/files.ts';
import type { Files } from '../../ports/files.ts';
import type { Environment } from '../environment.ts';

export const files = (environment: Environment): Files => s3Files(s3({}), environment.need('files'));
