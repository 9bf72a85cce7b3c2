import type { Enrolment, Proof } from './protocol.ts';

/** What a companion signs to show that it holds its key: whose challenge it answers, and what it wants. */
export function companionProofParts(
  challenge: string,
  serverKey: string,
  message: Omit<Enrolment, 'proof'> | Omit<Proof, 'proof'>,
): string[] {
  const common = [challenge, message.nonce, serverKey];
  return message.kind === 'enrol'
    ? ['enrol', ...common, message.key, message.ticket]
    : ['prove', ...common, message.id];
}

/** What a server signs to show that it holds the key that the companion knows it by. */
export function serverProofParts(
  challenge: string,
  nonce: string,
  welcome: { readonly id: string; readonly time: number },
): string[] {
  return [nonce, challenge, welcome.id, String(welcome.time)];
}
