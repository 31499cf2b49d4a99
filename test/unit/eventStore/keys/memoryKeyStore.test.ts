import { memoryKeyStore } from '../../../../src/eventStore/keys/memoryKeyStore.ts';
import { keyStoreContract } from '../../../contracts/keyStore.contract.ts';

keyStoreContract('memory', { shared: false }, async () => ({ keys: memoryKeyStore(), close: async () => {} }));
