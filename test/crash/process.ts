/**
 * One life of a story in a process of its own, to be killed for real: `node process.ts DIR STORY`. It goes on where the life
 * before it was killed; the deed and the time it had come to stand in files, since its clock is not the system's. Prints the
 * ending as JSON when it has come to it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultsFromEnvironment } from '../../infra/local/faults.ts';
import { stories } from '../stories/catalogue.ts';
import { endingOf, miscounts } from '../stories/play.ts';
import { openWorld, START } from '../stories/world.ts';

const [dir = '', name = ''] = process.argv.slice(2);
const story = stories.find((one) => one.name === name);
if (story === undefined) throw new Error(`there is no story \`${name}\``);

const place = join(dir, 'place.json');
const before = existsSync(place) ? JSON.parse(readFileSync(place, 'utf8')) : { at: 0, now: START };
const world = await openWorld(dir, before.now, { faults: faultsFromEnvironment(process.env), still: true });
const problems = [...(await miscounts(world.runtime))];
world.runtime.start();
const deeds = [...story.setup, ...story.deeds];
for (const [index, deed] of deeds.entries()) {
  if (index < before.at) continue;
  writeFileSync(place, JSON.stringify({ at: index, now: world.clock.now() }));
  await deed(world);
}
await world.runtime.idle();
problems.push(...(await miscounts(world.runtime)));
process.stdout.write(JSON.stringify({ ending: await endingOf(world), problems }));
await world.runtime.close();
