import { listDevices } from '../api/calls.ts';
import type { DeviceList } from '../api/messages.ts';

/** What the server gives at once. */
const MOST = 500;

/** The `wanted` newest devices, in as many pages as that takes, and where those behind them begin. */
export async function readDevices(wanted: number): Promise<DeviceList> {
  let list = await listDevices({ limit: Math.min(MOST, wanted), before: null });
  while (list.next !== null && list.devices.length < wanted) {
    const limit = Math.min(MOST, wanted - list.devices.length);
    const page = await listDevices({ limit, before: list.next });
    list = { ...page, devices: [...list.devices, ...page.devices] };
  }
  return list;
}
