import type { Reach } from '../../assistant/places.ts';
import type { Gateway } from '../../companion/gateway/gateway.ts';
import { isConnected, type DeviceId, type StoredDevice } from '../../store/devices.ts';
import type { Person } from '../../store/sessions.ts';
import type { Store } from '../../store/store.ts';
import { auditPage } from './audit-view.ts';
import { readCursor, writeCursor } from './cursor.ts';
import * as contract from './device-contract.ts';
import { isoTime, isoTimeOrNull } from './iso-time.ts';
import { Problem } from './problem.ts';
import { route, type Route } from './route.ts';

export interface DeviceRouteParts {
  readonly store: Store;
  readonly reach: Reach;
  /** Null where no companions may connect. */
  readonly gateway: Gateway | null;
}

function mayManage({ owner }: StoredDevice, { name, role }: Person): boolean {
  return role === 'admin' || (role === 'agent' && owner === name);
}

function viewOf(
  device: StoredDevice,
  cases: readonly string[],
  person: Person,
): contract.DeviceView {
  const { id, name, platform, arch, program, asks, owner, sharedWith, enrolledBy } = device;
  return {
    id,
    name,
    platform,
    arch,
    program,
    asks,
    isConnected: isConnected(device, Date.now()),
    seenAt: isoTime(device.seenAt),
    owner,
    sharedWith,
    cases,
    enrolledAt: isoTime(device.enrolledAt),
    enrolledBy,
    revokedAt: isoTimeOrNull(device.revokedAt),
    mayManage: mayManage(device, person),
  };
}

/** The devices: which there are, who may ask them, and who did what with them. */
export function deviceRoutes({ store, reach, gateway }: DeviceRouteParts): Route[] {
  const find = async (id: string): Promise<StoredDevice> => {
    const device = await store.devices.find(id);
    if (device) return device;
    throw new Problem(404, 'unknown-device', 'there is no such device', 'look it up in the list');
  };
  const findManaged = async (id: string, person: Person): Promise<StoredDevice> => {
    const device = await find(id);
    if (mayManage(device, person)) return device;
    throw new Problem(
      403,
      'not-yours',
      device.owner === null ? 'it is a device of a fleet' : `it is the device of ${device.owner}`,
      'let its owner or an administrator do it',
    );
  };
  const view = async (id: DeviceId, person: Person): Promise<contract.DeviceView> => {
    const [device, cases] = await Promise.all([find(id), store.devices.casesOf([id])]);
    return viewOf(device, cases.get(id) ?? [], person);
  };

  return [
    route({
      method: 'get',
      path: '/api/devices',
      summary: 'The machines with companions, newest first',
      role: 'viewer',
      query: contract.DeviceQuery,
      answer: contract.DeviceList,
      status: 200,
      run: async ({ query: { limit, before }, person }) => {
        const cursor = readCursor(before);
        const after = cursor && { enrolledAt: cursor.at, id: cursor.id };
        const found = await store.devices.list(limit + 1, after);
        const shown = found.slice(0, limit);
        const cases = await store.devices.casesOf(shown.map(({ id }) => id));
        const last = shown.at(-1);
        return {
          devices: shown.map((device) => viewOf(device, cases.get(device.id) ?? [], person)),
          next:
            found.length > shown.length && last
              ? writeCursor({ at: last.enrolledAt, id: last.id })
              : null,
          server: reach.companions?.server() ?? null,
        };
      },
    }),
    route({
      method: 'put',
      path: '/api/devices/:id',
      summary: 'Says who may ask a device; for its owner and administrators',
      role: 'agent',
      body: contract.ShareDevice,
      answer: contract.DeviceView,
      status: 200,
      run: async ({ params: { id = '' }, body: { sharedWith }, person }) => {
        const device = await findManaged(id, person);
        const doing = { by: person.name, at: Date.now() };
        if (device.sharedWith !== sharedWith && !(await store.devices.share(id, sharedWith, doing)))
          throw new Problem(
            409,
            'device-revoked',
            'the device was revoked, and nobody may ask it',
            'pair the machine anew',
          );
        return view(device.id, person);
      },
    }),
    route({
      method: 'post',
      path: '/api/devices/:id/revoke',
      summary:
        'Lets a device in no more, and ends its connection and its jobs; for its owner and administrators',
      role: 'agent',
      answer: contract.DeviceView,
      status: 200,
      run: async ({ params: { id = '' }, person }) => {
        const device = await findManaged(id, person);
        await store.devices.revoke(id, { by: person.name, at: Date.now() });
        // Also where it was revoked before: whoever was interrupted then ends it now.
        await gateway?.revoke(device.id);
        return view(device.id, person);
      },
    }),
    route({
      method: 'get',
      path: '/api/devices/:id/audit',
      summary: 'Who did what with a device, newest first',
      role: 'viewer',
      query: contract.AuditQuery,
      answer: contract.AuditList,
      status: 200,
      run: async ({ params: { id = '' }, query: { limit, before } }) => {
        const { id: deviceId } = await find(id);
        return auditPage(await store.audit.list({ deviceId, before, limit: limit + 1 }), limit);
      },
    }),
    route({
      method: 'get',
      path: '/api/audit',
      summary: 'Who did what with devices, jobs and enrolment tokens, newest first',
      role: 'admin',
      query: contract.AuditQuery,
      answer: contract.AuditList,
      status: 200,
      run: async ({ query: { limit, before } }) =>
        auditPage(await store.audit.list({ before, limit: limit + 1 }), limit),
    }),
  ];
}
