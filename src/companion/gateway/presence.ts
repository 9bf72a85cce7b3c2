import type { DeviceId, Devices } from '../../store/devices.ts';

/** Changes are written together, this often; milliseconds. */
const WRITE_MS = 500;
/** Everybody who is connected is noted again so often; milliseconds. */
const REFRESH_MS = 60_000;

/** Notes in the database which devices are connected here: many at once, so that a storm of them is one write. */
export class Presence {
  readonly #devices: Devices;
  readonly #gateway: string;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  #changed = new Map<DeviceId, boolean>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #refreshedAt = performance.now();

  constructor(
    devices: Devices,
    gateway: string,
    now: () => number,
    onError: (error: unknown) => void,
  ) {
    this.#devices = devices;
    this.#gateway = gateway;
    this.#now = now;
    this.#onError = onError;
  }

  note(device: DeviceId, isConnected: boolean): void {
    this.#changed.set(device, isConnected);
    this.#timer ??= setTimeout(() => {
      this.#write();
    }, WRITE_MS).unref();
  }

  /** Notes all of `connected` again, when it is time to. */
  refresh(connected: Iterable<DeviceId>): void {
    if (performance.now() - this.#refreshedAt < REFRESH_MS) return;
    this.#refreshedAt = performance.now();
    for (const device of connected) this.note(device, true);
  }

  /** Writes what is open, and waits for it. */
  async settle(): Promise<void> {
    this.#write();
    await this.#writing;
  }

  #write(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const changed = [...this.#changed];
    this.#changed = new Map();
    const those = (isConnected: boolean): DeviceId[] =>
      changed.filter(([, is]) => is === isConnected).map(([id]) => id);
    this.#writing = this.#writing
      .then(() =>
        this.#devices.noteConnections(this.#gateway, those(true), those(false), this.#now()),
      )
      .catch(this.#onError);
  }
}
