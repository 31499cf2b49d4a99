import { virtualScheduling } from '../../../src/scheduling/virtual.ts';
import { virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { grain, schedulingContract } from '../../contracts/scheduling.contract.ts';

schedulingContract('a virtual clock', { durable: false }, async () => {
  const clock = virtualClock(new Date('2027-03-01T14:00:00Z'));
  const scheduling = virtualScheduling(clock, grain);
  return { scheduling, clock, pass: (until) => clock.runUntil(until), close: () => scheduling.close() };
});
