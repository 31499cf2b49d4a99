/**
 * What the contract has and a later issue brings: types, and fields of types that are there.
 * A name leaves this list when it is built, and none is added.
 */
export const notYet: readonly string[] = [
  'ClinicResult',
  'ClinicSuccess',
  'ConfigureClinicInput',
  'EraseContactInput',
  'EraseContactResult',
  'EraseContactSuccess',
  'Mutation.configureClinic',
  'Mutation.eraseContact',
];
