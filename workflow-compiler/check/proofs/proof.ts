/** A proof: what it finds out about all ways through a definition. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { CheckOptions } from '../options.ts';
import type { Ways } from '../ways/ways.ts';

export type Proof = (ways: Ways, options: CheckOptions) => readonly Finding[];
