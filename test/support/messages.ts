import type { IncomingMessage } from '../../src/assistant/intentModel.ts';
import type { ProcedureCatalogue } from '../../src/domain/clinic/procedure.ts';
import type { MessageContext } from '../../src/domain/conversation/intent.ts';

/** A message as it comes in; by default nothing was sent before. */
export const message = (text: string, context: MessageContext | null = null): IncomingMessage => ({ text, context });

/** The procedures that messages in tests speak of. */
export const catalogue: ProcedureCatalogue = {
  procedures: [
    { slug: 'botox', name: 'Botox', synonyms: ['tox'] },
    { slug: 'dermal-filler', name: 'Dermal filler', synonyms: ['filler'] },
    { slug: 'lip-filler', name: 'Lip filler', synonyms: ['lips'] },
    { slug: 'laser-hair-removal', name: 'Laser hair removal', synonyms: ['laser'] },
    { slug: 'microneedling', name: 'Microneedling', synonyms: ['micro-needling'] },
    { slug: 'iv-therapy', name: 'IV therapy', synonyms: ['drip'] },
  ],
  eventTypes: [],
};
