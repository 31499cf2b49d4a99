import { writeFormToken } from '../../eventStore/formToken.ts';
import type { KeyStore } from '../../eventStore/keys/keyStore.ts';
import type { CareWays } from './ways.ts';

/** Addresses of intake forms, `<publicUrl>/f/<token>`; of one plan always the same. @param publicUrl where this server is reached from outside */
export const formLinks =
  (keys: KeyStore, publicUrl: () => Promise<string>): CareWays['formLink'] =>
  async ({ clinic, ...token }) =>
    `${(await publicUrl()).replace(/\/+$/, '')}/f/${await writeFormToken(keys, clinic, token)}`;
