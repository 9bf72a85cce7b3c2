import type { Machine } from '../machine.ts';

/** How often a device is looked at before it is given up; every 20 ms. */
const LOOKS = 250;

async function until(machine: Machine, condition: string): Promise<void> {
  const looking = `for i in $(seq ${LOOKS}); do ${condition} && exit; sleep 0.02; done; exit 1`;
  await machine.run(['sh', '-c', looking]);
}

/** Ends when the device is up and a program carries its packets. */
export function deviceUp(machine: Machine, device: string): Promise<void> {
  return until(machine, `ip -o link show dev ${device} up 2>/dev/null | grep -q LOWER_UP`);
}

/** Ends when there is no such device. */
export function deviceGone(machine: Machine, device: string): Promise<void> {
  return until(machine, `! test -e /proc/sys/net/ipv4/conf/${device}`);
}
