/** The machine of a version: made when it is published, and again when a version comes back whose machine was retired. */
import type { Deps } from '../../deps.ts';
import type { TenantId } from '../ids.ts';
import { hex } from '../run/keys.ts';
import { readVersionDetails } from './read.ts';

/** At most 80 characters, as Step Functions wants; long ones end in a hash instead. */
export function machineName(tenant: string, workflow: string, version: number): string {
  const name = `${tenant}-${workflow}-v${version}`;
  return name.length <= 80 ? name : `${name.slice(0, 63)}-${hex(name).slice(0, 16)}`;
}

/** From the text that was pinned: the same name and text are the same machine. */
export async function makeAgain(
  { store, machines }: Pick<Deps, 'store' | 'machines'>,
  tenant: TenantId,
  workflow: string,
  version: number,
): Promise<void> {
  const details = await readVersionDetails(store, tenant, workflow, version);
  if (details === undefined) throw new Error(`version ${version} of ${workflow} has no text`);
  const { row, machine } = details;
  const made = await machines.create(
    machineName(tenant, workflow, version),
    JSON.stringify(machine),
    row.placement,
    { tenant, workflow },
  );
  if (made !== row.machine)
    throw new Error(`the machine of ${workflow} v${version} came back as another: ${made}`);
}
