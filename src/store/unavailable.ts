/** What keeps the database from doing its work; each of these may pass by itself, or by an operator's hand. */
export type Trouble = 'unreachable' | 'timeout' | 'busy' | 'full' | 'read-only' | 'gone';

const TOLD: Readonly<Record<Trouble, string>> = {
  unreachable: 'the database cannot be reached',
  timeout: 'the database took too long',
  busy: 'the database is busy',
  full: 'the database has no room left',
  'read-only': 'the database can only be read',
  gone: 'the file of the database was deleted or replaced',
};

/** The database cannot do its work now. Nothing was changed, or at worst it is not known whether it was. */
export class StoreUnavailable extends Error {
  readonly code: Trouble;

  /** `cause` is what the database, or the way to it, said. */
  constructor(code: Trouble, cause: Error) {
    super(`${TOLD[code]}: ${cause.message}`, { cause });
    this.code = code;
  }
}
