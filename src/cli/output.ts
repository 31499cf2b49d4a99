/** The command could not be run: one line that names why. The exit code is 2. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

/** Exit codes of every command: contract.md, "Running it". */
export const exitCodes = { done: 0, foundWrong: 1, couldNotRun: 2 } as const;

/** Prints a result: as JSON where asked, else as the text for people. */
export function print(json: boolean, value: object, text: string): void {
  console.log(json ? JSON.stringify(value) : text);
}
