import type { Fault } from './faults/fault.ts';
import { INTERCEPTOR_FAULTS } from './faults/interceptors.ts';
import { LINE_FAULTS } from './faults/line.ts';
import { MACHINE_FAULTS } from './faults/machine.ts';
import { NAME_FAULTS } from './faults/names.ts';
import { WAY_FAULTS } from './faults/ways.ts';

const TABLE = {
  none: { what: 'Nothing is wrong.', inject: () => Promise.resolve() },
  ...WAY_FAULTS,
  ...NAME_FAULTS,
  ...INTERCEPTOR_FAULTS,
  ...MACHINE_FAULTS,
  ...LINE_FAULTS,
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof TABLE;

/** Every fault of the laboratory by its name. Any two can be injected together. */
export const FAULTS: Readonly<Record<FaultName, Fault>> = TABLE;

export const FAULT_NAMES = Object.keys(TABLE) as FaultName[];

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(TABLE, name);
}
