import { createHash } from 'node:crypto';
import type { FormField } from '../../domain/care/form.ts';
import type { AgreedWording } from '../../domain/care/formAnswers.ts';

/** The words of what is agreed to, as the page has them, with their version. */
export function wordingOf({ id, label, help }: FormField): AgreedWording {
  const wording = help === null ? label : `${label}\n${help}`;
  return { field: id, wording, hash: createHash('sha256').update(wording).digest('hex') };
}
