import { describe, expect, test } from 'vitest';
import { stopsMedicine } from '../../../../src/domain/care/medicineLint.ts';

describe('a text that tells a patient to leave a medicine', () => {
  test.each([
    'Stop your blood thinners three days before.',
    'Please skip your blood thinner that day.',
    'Don’t take your warfarin on the morning of your visit.',
    'Come off isotretinoin six months before.',
    'Aspirin must be stopped a week before.',
    'Avoid aspirin for seven days.',
    'No ibuprofen for a week.',
    'Antibiotics should be avoided.',
    'Could you pause your prednisone for the weekend?',
    'Bring a hat. Then hold off your blood pressure tablets until after.',
    'Stay off all prescribed creams.',
    'Two weeks without antidepressants are enough.',
    'Avoid the sun\nand medicines that make you sensitive',
    'Reduce your insulin the day before.',
    'Stop your aspirin, even though a doctor prescribed it.',
  ])('is found: %s', (text) => {
    expect(stopsMedicine(text)).not.toBeNull();
  });

  test.each([
    'Do not stop anything that a doctor prescribed, aspirin and blood thinners included. Just tell us what you take.',
    'Never stop or change a medicine without your doctor.',
    'Skip painkillers such as ibuprofen unless a doctor told you to take them.',
    'No ibuprofen for a week. Do not stop anything that your doctor prescribed.',
    'Have you stopped taking isotretinoin in the last six months?',
    'Do you take a blood thinner or a daily aspirin (please keep taking it, we only have to know)?',
    'Please leave retinol creams off your face.',
    'Avoid the sun. Tell us about every medicine that you take.',
    'Bring your medicines along.',
    'Eat something light, and bring a list of what you take every day.',
  ])('is not seen in: %s', (text) => {
    expect(stopsMedicine(text)).toBeNull();
  });
});
