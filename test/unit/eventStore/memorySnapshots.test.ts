import { memoryKeyStore } from '../../../src/eventStore/keys/memoryKeyStore.ts';
import { memorySnapshots } from '../../../src/eventStore/snapshots.ts';
import { snapshotStoreContract } from '../../contracts/snapshotStore.contract.ts';

snapshotStoreContract('memory', async () => {
  const keys = memoryKeyStore();
  return { keys, snapshots: memorySnapshots(keys), close: async () => {} };
});
