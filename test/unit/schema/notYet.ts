/**
 * What the contract has and a later issue brings: types, and fields of types that are there.
 * A name leaves this list when it is built, and none is added.
 */
export const notYet: readonly string[] = [
  'Booking.attendanceConfirmedAt',
  'Booking.reminders',
  'BookingInput',
  'BookingResult',
  'BookingSuccess',
  'ClinicResult',
  'ClinicSuccess',
  'ConfigureClinicInput',
  'EraseContactInput',
  'EraseContactResult',
  'EraseContactSuccess',
  'Mutation.completeBooking',
  'Mutation.configureClinic',
  'Mutation.eraseContact',
  'Mutation.markNoShow',
  'Reminder',
  'ReminderStatus',
  'SystemStatus.oldestUnsentReminder',
];
