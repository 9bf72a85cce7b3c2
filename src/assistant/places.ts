import { newCode } from '../companion/pairing-code.ts';
import { NOWHERE, type Places } from '../conversation/state.ts';
import type { CaseId } from '../store/case-record.ts';
import { isConnected } from '../store/devices.ts';
import type { Store } from '../store/store.ts';
import type { PairingOffer } from './effects.ts';

/** More devices than these are a list to search, and no question; the others are found by their names. */
const MOST_OFFERED = 8;

/** What this server can measure with. */
export interface Reach {
  /** This machine, as people know it; null where it does not measure. */
  readonly here: string | null;
  /** The host of our own UDP responder, for devices to ask too. */
  readonly control: string | null;
  /** Where companions reach this server; null where it takes none. */
  readonly companions: {
    readonly server: () => string;
    /** Whether only this machine reaches it. */
    readonly isLocal: boolean;
  } | null;
}

/** Where checks of a case can be run, for that person. */
export async function placesFor(
  caseId: CaseId,
  person: string,
  { here, companions }: Reach,
  { devices }: Pick<Store, 'devices'>,
  now: number,
  sought: string | null = null,
): Promise<Places> {
  if (!companions) return { ...NOWHERE, here };
  const usable = await devices.usableFor(caseId, person, MOST_OFFERED + 1, sought);
  return {
    here,
    devices: usable.slice(0, MOST_OFFERED).map((device) => ({
      id: device.id,
      name: device.name,
      platform: device.platform,
      isConnected: isConnected(device, now),
    })),
    hasMore: usable.length > MOST_OFFERED,
    pairs: true,
  };
}

/** A pairing with a code that was never offered before; null where the server takes no companions. */
export function offerPairing({ companions }: Reach): PairingOffer | null {
  return (
    companions && {
      code: newCode(),
      server: companions.server(),
      isLocal: companions.isLocal,
    }
  );
}
