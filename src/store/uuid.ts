const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether an id that somebody gave could be one of ours; what is none is not asked of the database. */
export function isUuid(id: string): boolean {
  return UUID.test(id);
}
