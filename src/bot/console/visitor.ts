import type { Person } from '../../store/sessions.ts';

/** Who is looking at the console. */
export interface Visitor extends Person {
  /** There is a session that can be ended. */
  readonly signOut: boolean;
}
