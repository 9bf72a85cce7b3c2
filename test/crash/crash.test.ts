import { expect, it } from 'vitest';
import { DATABASES, emptyPlace } from '../store/places.ts';
import { crash } from './crashes.ts';

/** `npm run crash` kills 300 times; here the way is proved that it goes. */
const KILLS = 12;
/** Mostly 10 s; each start of the server takes seconds on a machine that does other things. */
const LIMIT_MS = 180_000;

it.each(DATABASES)(
  '%s: a server that is killed loses nothing and doubles nothing',
  async (database) => {
    const { place, remove } = await emptyPlace(database);
    const findings = await crash(place, KILLS);
    await remove();
    expect(findings.wrong.join('\n')).toBe('');
    expect(findings.kills).toBe(KILLS);
    expect(findings.events).toBeGreaterThan(KILLS);
    expect(findings.deliveries).toBeGreaterThanOrEqual(findings.events);
  },
  LIMIT_MS,
);
