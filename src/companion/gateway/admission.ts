import { TOKEN_PREFIX } from '../../store/enrolment-tokens.ts';
import type { StoredDevice } from '../../store/devices.ts';
import type { Store } from '../../store/store.ts';
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
    const wait = await this.#guesses.waitOf(connection.address);
    if (wait > 0) return out('ticket-locked', wait);
    const { device, program, key: publicKey, ticket } = message;
    const newcomer = { device, program, publicKey, gateway: this.#gateway };
    const admitted = ticket.startsWith(TOKEN_PREFIX)
      ? await this.#byToken(ticket, newcomer)
      : await this.#byCode(ticket, newcomer);
    if (admitted.kind === 'out') {
      await this.#guesses.note(connection.address);
      await this.#store.audit.add({
        at: this.#now(),
        by: connection.address,
        what: 'code-refused',
        detail: admitted.code,
      });
      return admitted;
    }
    await this.#store.audit.add({
      at: this.#now(),
      by: admitted.device.enrolledBy,
      what: 'enrolled',
      deviceId: admitted.device.id,
      detail: device.name,
    });
    return admitted;
  }

  async #byToken(
    token: string,
    newcomer: Parameters<Store['enrolmentTokens']['use']>[1],
  ): Promise<Admitted> {
    const device = await this.#store.enrolmentTokens.use(token, newcomer, this.#now());
    return device ? { kind: 'in', device, isPaired: false } : out('bad-ticket');
  }

  async #byCode(
    written: string,
    newcomer: Parameters<Store['pairings']['use']>[1],
  ): Promise<Admitted> {
    const code = readCode(written);
    if (!code) return out('bad-ticket');
    const used = await this.#store.pairings.use(code, newcomer, this.#now());
    switch (used.kind) {
      case 'in':
        return { kind: 'in', device: used.device, isPaired: true };
      case 'unknown':
        return out('bad-ticket');
      case 'locked':
        return out('ticket-locked');
      case 'revoked':
        return out('revoked');
    }
  }
}
