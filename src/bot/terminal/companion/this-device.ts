import { arch, hostname } from 'node:os';
import { asName } from '../../../companion/name.ts';
import { PLATFORMS, type Device } from '../../../companion/protocol.ts';

/** How this machine introduces itself. */
export function thisDevice(asks: boolean): Device {
  return {
    name: asName(hostname()),
    platform: PLATFORMS.find((each) => each === process.platform) ?? 'other',
    arch: asName(arch()),
    asks,
  };
}
