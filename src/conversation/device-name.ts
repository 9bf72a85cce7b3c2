import { shortDevice } from '../companion/name.ts';
import type { KnownDevice } from './state.ts';

const SYSTEMS: Readonly<Record<string, string>> = {
  linux: 'Linux',
  win32: 'Windows',
  darwin: 'macOS',
};

function isOneOfSeveral({ name }: KnownDevice, devices: readonly KnownDevice[]): boolean {
  return devices.filter((each) => each.name === name).length > 1;
}

/** What a device is called among `devices`; one of several of its name by the beginning of its id too. */
export function nameOf(device: KnownDevice, devices: readonly KnownDevice[]): string {
  const { id, name } = device;
  return isOneOfSeveral(device, devices) ? `${name} #${shortDevice(id)}` : name;
}

/** Whether `sought`, in lower case, is a part of what a device is called, with or without the beginning of its id, or its id. */
export function isNamed({ id, name }: KnownDevice, sought: string): boolean {
  const called = sought.includes('#') ? `${name} #${shortDevice(id)}` : name;
  return id === sought || called.toLowerCase().includes(sought);
}

/** The system of a device that needs to be told from another one of its name; null for all others. */
export function systemOf(device: KnownDevice, devices: readonly KnownDevice[]): string | null {
  return isOneOfSeveral(device, devices) ? (SYSTEMS[device.platform] ?? null) : null;
}
