import type { StoredDevice } from '../../store/devices.ts';
import type { Newcomer } from '../../store/pairings.ts';
import type { Store } from '../../store/store.ts';
import { TOKEN_PREFIX } from '../enrolment-token.ts';
import { readCode } from '../pairing-code.ts';
import { companionProofParts } from '../proof.ts';
import { PROTOCOL, type Enrolment, type Proof, type Unwelcome } from '../protocol.ts';
import { isSignedFor, type Keys } from '../signing.ts';
import type { Connection } from './connection.ts';
import { Guesses } from './guesses.ts';

export type Admitted =
  | { readonly kind: 'in'; readonly device: StoredDevice; readonly isPaired: boolean }
  | { readonly kind: 'out'; readonly code: Unwelcome; readonly retryMs: number | null };

function out(code: Unwelcome, retryMs: number | null = null): Admitted {
  return { kind: 'out', code, retryMs };
}

type AdmissionStore = Pick<Store, 'devices' | 'pairings' | 'enrolmentTokens' | 'audit'>;

/** Decides who comes in. */
export class Admission {
  readonly #store: AdmissionStore;
  readonly #keys: Keys;
  readonly #guesses = new Guesses();
  readonly #gateway: string;
  readonly #now: () => number;

  constructor(store: AdmissionStore, keys: Keys, gateway: string, now: () => number) {
    this.#gateway = gateway;
    this.#store = store;
    this.#keys = keys;
    this.#now = now;
  }

  async admit(message: Enrolment | Proof, connection: Connection): Promise<Admitted> {
    if (message.protocol !== PROTOCOL) return out('other-protocol');
    return message.kind === 'enrol'
      ? this.#enrol(message, connection)
      : this.#recognise(message, connection);
  }

  #isProven(message: Enrolment | Proof, publicKey: string, { challenge }: Connection): boolean {
    const parts = companionProofParts(challenge, this.#keys.publicKey, message);
    return isSignedFor('companion proof', parts, message.proof, publicKey);
  }

  async #recognise(message: Proof, connection: Connection): Promise<Admitted> {
    const device = await this.#store.devices.find(message.id);
    if (!device) return out('unknown-device');
    if (!this.#isProven(message, device.publicKey, connection)) return out('bad-proof');
    if (device.revokedAt !== null) return out('revoked');
    return { kind: 'in', device, isPaired: false };
  }

  async #enrol(message: Enrolment, connection: Connection): Promise<Admitted> {
    if (!this.#isProven(message, message.key, connection)) return out('bad-proof');
    const { device, program, key: publicKey, ticket } = message;
    const newcomer = { device, program, publicKey, gateway: this.#gateway };
    return ticket.startsWith(TOKEN_PREFIX)
      ? this.#byToken(ticket, newcomer, connection)
      : this.#byCode(ticket, newcomer, connection);
  }

  /** Nobody guesses a token, and a fleet comes all at once from one address: only what was wrong is counted. */
  async #byToken(token: string, newcomer: Newcomer, connection: Connection): Promise<Admitted> {
    const wait = await this.#guesses.waitOf(connection.address);
    if (wait > 0) return out('ticket-locked', wait);
    const device = await this.#store.enrolmentTokens.use(token, newcomer, this.#now());
    if (device) return { kind: 'in', device, isPaired: false };
    await this.#guesses.note(connection.address);
    return this.#wrong('bad-ticket', connection);
  }

  async #byCode(written: string, newcomer: Newcomer, connection: Connection): Promise<Admitted> {
    const wait = await this.#guesses.note(connection.address);
    if (wait > 0) return out('ticket-locked', wait);
    const code = readCode(written);
    if (!code) return this.#wrong('bad-ticket', connection);
    const used = await this.#store.pairings.use(code, newcomer, this.#now());
    switch (used.kind) {
      case 'in':
        await this.#guesses.forgive(connection.address);
        return { kind: 'in', device: used.device, isPaired: true };
      case 'unknown':
        return this.#wrong('bad-ticket', connection);
      case 'locked':
        return this.#wrong('ticket-locked', connection);
      case 'revoked':
        return this.#wrong('revoked', connection);
    }
  }

  async #wrong(code: Unwelcome, { address }: Connection): Promise<Admitted> {
    await this.#store.audit.add({
      at: this.#now(),
      by: address,
      what: 'code-refused',
      detail: code,
    });
    return out(code);
  }
}
