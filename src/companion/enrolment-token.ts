/** How the token of a fleet begins, so that nobody takes it for a code. */
export const TOKEN_PREFIX = 'fleet_';

const WRITTEN = new RegExp(`^${TOKEN_PREFIX}[\\w-]{1,100}$`);

/** Whether somebody wrote what may be the token of a fleet. */
export function isToken(written: string): boolean {
  return WRITTEN.test(written);
}
