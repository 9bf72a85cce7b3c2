import { randomUUID } from 'node:crypto';
import type { Answer } from '../bot/console/client.ts';
import * as contract from '../../src/bot/console/contract.ts';

/** What the recordings were measured for; the tenant is asked for beside it. */
export const RECORDED_TEXT =
  'onLogin(-1018, "connect https://login-cb.example-meeting.net/login failed, ip 203.0.113.113")';
export const RECORDED_TENANT = 'acme';

/** Somebody who talks to the API. */
export type Call = (method: string, path: string, body?: unknown) => Promise<Answer>;

export async function press(call: Call, id: string, action: string): Promise<contract.CaseView> {
  const event = { id: randomUUID(), kind: 'pressed', action };
  return contract.CaseView.parse((await call('POST', `/api/cases/${id}/events`, event)).body);
}

/** A case of what the recordings were measured for. */
export async function recordedCase(call: Call): Promise<contract.CaseView> {
  const opening = { id: randomUUID(), text: RECORDED_TEXT };
  return contract.CaseView.parse((await call('POST', '/api/cases', opening)).body);
}

/** The code that the case offers now. */
export function codeIn({ timeline }: contract.CaseView): string {
  const pairing = timeline.flatMap(({ body }) =>
    body.kind === 'replied' && body.reply.pairing ? [body.reply.pairing] : [],
  );
  return pairing.at(-1)?.code ?? '';
}

/** Asks for the checks on a machine that is paired for it, and returns its one-time code. */
export async function askForPairing(call: Call, id: string): Promise<string> {
  await press(call, id, 'run-checks');
  return codeIn(await press(call, id, 'pair-device'));
}
