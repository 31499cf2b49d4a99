/**
 * Imports a package of `bench/package.json`. The name is not a literal to TypeScript: where the peers are not installed, types are checked all the same.
 * @template Module the part of the package that is used
 */
export async function importPeer<Module>(name: string): Promise<Module> {
  return (await import(name)) as Module; // as the version in the lockfile has it
}
