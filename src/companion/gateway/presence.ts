import type { DeviceId, Devices } from '../../store/devices.ts';

/** Changes are written together, this often; milliseconds. */
const WRITE_MS = 500;
/** What became of a connection. */
type Change = 'come' | 'still' | 'gone';

/** Notes in the database which devices are connected here: many at once, so that a storm of them is one write. */
export class Presence {
  readonly #devices: Devices;
  readonly #gateway: string;
  readonly #refreshMs: number;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  #changed = new Map<DeviceId, Change>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #refreshedAt = performance.now();

  /** Everybody who is connected is noted again each `refreshMs`. */
  constructor(
    devices: Devices,
    gateway: string,
    refreshMs: number,
    now: () => number,
    onError: (error: unknown) => void,
  ) {
    this.#devices = devices;
    this.#gateway = gateway;
    this.#refreshMs = refreshMs;
    this.#now = now;
    this.#onError = onError;
  }

  note(device: DeviceId, change: Change): void {
    this.#changed.set(device, change);
    this.#timer ??= setTimeout(() => {
      this.#write();
    }, WRITE_MS).unref();
  }

  /** Notes all of `connected` again, when it is time to. */
  refresh(connected: Iterable<DeviceId>): void {
    if (performance.now() - this.#refreshedAt < this.#refreshMs) return;
    this.#refreshedAt = performance.now();
    for (const device of connected) if (!this.#changed.has(device)) this.note(device, 'still');
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
    const those = (change: Change): DeviceId[] =>
      changed.filter(([, is]) => is === change).map(([id]) => id);
    const all = { come: those('come'), still: those('still'), gone: those('gone') };
    this.#writing = this.#writing
      .then(() => this.#devices.noteConnections(this.#gateway, all, this.#now()))
      .catch(this.#onError);
  }
}
