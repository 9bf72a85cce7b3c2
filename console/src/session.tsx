import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Session } from './api/messages.ts';

/** Who is signed in; null until that is known. */
export const SignedIn = createContext<Session | null>(null);

/** Whether the person runs this server for others; the server decides, this only spares a refusal. */
export function useIsAdmin(): boolean {
  return useContext(SignedIn)?.role === 'admin';
}

/** Whether the person may change cases; the server decides, this only spares a refusal. */
export function useMayWrite(): boolean {
  return useContext(SignedIn)?.role !== 'viewer';
}
