import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeys } from '../../src/companion/signing.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { DEVICE } from '../companion/raw-client.ts';
import { DATABASES, emptyPlace } from './places.ts';

describe.each(DATABASES)('devices on %s', (database) => {
  let store: Store;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    const empty = await emptyPlace(database);
    ({ remove } = empty);
    store = await openStore(empty.place);
  });
  afterEach(async () => {
    await store.close();
    await remove();
  });

  it.each(['büro', 'BÜRO', 'ётк', '会议', 'pc-é'])(
    'are found by %s, a part of their name in whatever letters',
    async (sought) => {
      const made = { name: 'fleet', createdAt: 0, createdBy: 'ada', expiresAt: 9, mostUses: 9 };
      const { secret } = await store.enrolmentTokens.create(made);
      for (const name of ['A', 'BÜRO-3', 'ЩЁТКА', '会议室', 'pc-É']) {
        const { publicKey } = createKeys();
        const device = { ...DEVICE, name };
        await store.enrolmentTokens.use(
          secret,
          { device, program: '1.0.0', publicKey, gateway: 'here' },
          1,
        );
      }
      const [first] = await store.devices.usableFor(randomUUID(), 'ada', 1, sought);
      expect(first?.name.toLowerCase()).toContain(sought.toLowerCase());
    },
  );
});
