/** A table on the emulator as a home of the item store, for its contract. */
import { dynamoDb } from '../../functions/adapters/aws/clients.ts';
import { dynamoStore } from '../../functions/adapters/aws/store/store.ts';
import type { Home } from '../store/contract.ts';
import { emulator } from './emulator.ts';
import { createTable, type TestTable } from './table.ts';

type Client = ReturnType<typeof dynamoDb>;

/** `prepare` is given each client before its first use. */
export async function openHome(
  prepare: (client: Client) => void = () => {},
  known?: TestTable,
  done = new Set<string>(),
): Promise<Home> {
  const client = dynamoDb(emulator());
  prepare(client);
  const table = known ?? (await createTable());
  const taken = new Set<string>();
  return {
    store: dynamoStore(client, table.name),
    changes: async () => {
      const fresh = (await table.told()).filter(({ seq }) => !taken.has(seq) && !done.has(seq));
      for (const { seq } of fresh) taken.add(seq);
      return fresh;
    },
    done: async ({ seq }) => void done.add(seq),
    restart: async () => {
      client.destroy();
      return openHome(prepare, table, done);
    },
    close: async () => {
      await table.drop();
      client.destroy();
    },
  };
}
