import { expect, test } from 'vitest';
import { createResting } from '../../../src/assistant/restingModel.ts';

test('a model that fails three times in a row rests for a minute, and then has one try', () => {
  let time = 0;
  const resting = createResting(() => time);
  resting.failed();
  resting.failed();
  resting.answered();
  resting.failed();
  resting.failed();
  expect(resting.rests).toBe(false);
  resting.failed();
  expect(resting.rests).toBe(true);
  time = 60_000;
  expect(resting.rests).toBe(false);
  resting.failed();
  expect(resting.rests).toBe(true);
});
