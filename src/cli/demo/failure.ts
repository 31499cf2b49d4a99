/** Why the demo ends early, in one line for people. */
export class DemoFailure extends Error {
  override readonly name = 'DemoFailure';
}
