import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DeviceList } from '../../src/bot/console/device-contract.ts';
import { serveOn } from '../bot/console/client.ts';
import {
  played,
  silent,
  startCompanion,
  type CompanionOptions,
  type TestCompanion,
} from '../companion/companion.ts';
import { RECORDED_TENANT, RECORDED_TEXT } from '../companion/pairing.ts';
import { Player } from '../conversations/recordings.ts';
import { attributesOf, BROWSER, enter, launch, paste, violations } from './browser.ts';

const MIDDLE = 30;

describe.runIf(BROWSER)('devices in the page', () => {
  const serving = serveOn('sqlite');
  const player = new Player();
  const started: TestCompanion[] = [];
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
    const tenant = { ssoDomain: RECORDED_TENANT, language: null };
    await serving.server.call('PUT', '/api/settings', tenant);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((companion) => companion.remove()));
  });
  afterAll(() => browser.close());

  async function start(ticket: string, options: Partial<CompanionOptions> = {}): Promise<string> {
    const server = serving.server.url;
    const companion = await startCompanion({ server, ticket, run: played(player), ...options });
    started.push(companion);
    return companion.connected;
  }

  /** A page that shows the code by which a machine is to be paired, as a person gets there. */
  async function atCode(
    options: Parameters<typeof enter>[2] = {},
  ): Promise<Awaited<ReturnType<typeof enter>> & { readonly code: string }> {
    const entered = await enter(browser, serving.server, options);
    const { page } = entered;
    await paste(page, RECORDED_TEXT);
    for (const action of ['run-checks', 'pair-device'])
      await page.click(`[data-testid=question] [data-action="${action}"]`);
    const code = await page.locator('[data-testid=code]').innerText();
    return { ...entered, code };
  }

  const step = (page: Page, name: string): Promise<unknown> =>
    page.waitForSelector(`[data-testid=job-state][data-step=${name}]`);
  const audited = (page: Page): Promise<string[]> =>
    attributesOf(page, '[data-testid=audit] > li', 'data-what');

  it('lead from the paste through pairing and consent to the verdict', async () => {
    player.recording = 'host-dropped';
    const { page, faults, code } = await atCode();
    expect(code).toMatch(/^\w{3}-\w{3}-\w{3}$/);
    const pairing = page.locator('[data-testid=pairing]');
    expect(await pairing.locator('.commands').innerText()).toContain(
      `companion pair ${code} --server ${serving.server.url}`,
    );
    expect(await pairing.locator('[role=timer]').innerText()).toMatch(/^(?:10:00|9:\d\d) left$/);

    const answer = Promise.withResolvers<boolean>();
    const release = player.holdAfter(MIDDLE);
    await start(code, { consent: () => answer.promise });
    await step(page, 'asking');
    expect(await page.locator('[data-testid=pairing]').count()).toBe(0);
    expect(await page.textContent('[data-testid=job-state]')).toContain(
      'The user of ANNA-PC is being asked.',
    );
    expect(await page.locator('.job-state [role=timer]').innerText()).toMatch(/^1[45]:\d\d left$/);
    // Also where the page is opened meanwhile.
    await page.reload();
    await step(page, 'asking');

    answer.resolve(true);
    const progress = page.locator('.sweep-progress progress');
    await expect.poll(() => progress.getAttribute('value')).toBe(String(MIDDLE));
    expect(await page.textContent('[data-station=machine]')).toContain('The device');
    await page.click('.measured-from a');
    await page.waitForSelector('[data-job][data-status=running]');
    await expect.poll(() => progress.getAttribute('value')).toBe(String(MIDDLE));
    expect(await page.textContent('h1')).toBe('Checks on ANNA-PC');
    expect(await page.textContent('[data-testid=job-facts]')).toContain('Its user agreed');
    expect(await audited(page)).toEqual(['consented', 'asked']);
    release();
    await page.waitForSelector('[data-job][data-status=finished]');
    await expect.poll(() => audited(page)).toEqual(['finished', 'consented', 'asked']);
    expect(await attributesOf(page, '[data-testid=causes] li', 'data-cause')).toEqual([
      'host-blocked',
    ]);

    await page.click('[data-testid=job-facts] a');
    await page.waitForSelector('[data-case][data-phase=measured]');
    const timeline = await page.innerText('[data-testid=timeline]');
    for (const words of ['ANNA-PC came in by the code', 'Checks were asked of ANNA-PC'])
      expect(timeline).toContain(words);
    expect(faults).toEqual([]);
  });

  it('say why nothing was measured, where their user says no', async () => {
    const { page, faults, code } = await atCode();
    await start(code, { consent: () => Promise.resolve(false) });
    await step(page, 'refused');
    expect(await page.textContent('[data-testid=job-state]')).toContain('Its user said no.');
    expect(await page.locator('[data-testid=path]').count()).toBe(0);
    expect(await page.innerText('[data-testid=timeline]')).toMatch(
      /ANNA-PC( #\w+)?: its user said no\./,
    );
    // The checks can be asked for again, of the device that is known now.
    await page.click('[data-testid=question] [data-action=run-checks]');
    await page.click('[data-testid=question] [data-action^="on:"]');
    await step(page, 'refused');
    expect(faults).toEqual([]);
  });

  it('are told to stop, from the case or from the page of the job', async () => {
    const { page, faults, code } = await atCode();
    await start(code, { consent: silent, device: { name: 'CARL-PC' } });
    await step(page, 'asking');
    expect(await page.locator('[data-testid=question] [data-action=run-checks]').count()).toBe(0);
    await page.click('[data-testid=question] [data-action=stop-checks]');
    await step(page, 'aborted');
    expect(await page.textContent('[data-testid=job-state]')).toContain('called off from here');
    expect(await page.innerText('[data-testid=timeline]')).toContain(
      'The checks of CARL-PC were called off.',
    );

    await page.click('[data-testid=question] [data-action=run-checks]');
    await page.click('[data-testid=question] [data-action^="on:"]');
    await step(page, 'asking');
    await page.click('.measured-from a');
    await page.waitForSelector('[data-job]');
    await page.click('[data-action=stop-checks]');
    await page.waitForSelector('[data-job][data-status=aborted]');
    await expect.poll(() => audited(page)).toEqual(['aborted', 'asked']);
    expect(await page.innerText('[data-testid=audit]')).toContain('called the checks off');
    expect(await page.locator('[data-action=stop-checks]').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('are waited for while they are away, and the end of the waiting is told', async () => {
    const { page, faults, code } = await atCode();
    const device = await start(code, { consent: () => Promise.resolve(false) });
    await step(page, 'refused');
    await started.splice(0)[0]?.remove();
    const isAway = async (): Promise<boolean | undefined> => {
      const { body } = await serving.server.call('GET', '/api/devices');
      return DeviceList.parse(body).devices.find(({ id }) => id === device)?.isConnected;
    };
    await expect.poll(isAway, { timeout: 5000 }).toBe(false);
    await page.click('[data-testid=question] [data-action=run-checks]');
    await page.click(`[data-testid=question] [data-action="on:${device}"]`);
    await step(page, 'absent');
    expect(await page.textContent('[data-testid=job-state]')).toMatch(
      /ANNA-PC( #[\da-f]{4})? is not connected/,
    );
    expect(await page.locator('.job-state [role=timer]').innerText()).toMatch(/^1[45]:\d\d left$/);
    expect(await page.innerText('.fold .hint')).toContain('waiting for the device');

    // As if the quarter of an hour had passed.
    const { DATA_DIR = '' } = serving.environment;
    const database = new DatabaseSync(join(DATA_DIR, 'login-doctor.sqlite'));
    database.prepare("update sweeps set expires_at = 1 where status = 'open'").run();
    database.close();
    await step(page, 'expired');
    expect(await page.textContent('[data-testid=job-state]')).toContain(
      'Nothing came from it in time.',
    );
    expect(await page.innerText('[data-testid=timeline]')).toMatch(
      /ANNA-PC( #[\da-f]{4})?: nothing came in time\./,
    );
    expect(faults).toEqual([]);
  });

  it('are shared and revoked on their page, by whoever may', async () => {
    const { page, faults, code } = await atCode();
    const device = await start(code, { consent: silent });
    await step(page, 'asking');
    const caseUrl = page.url();
    await page.click('nav a[href="/devices"]');
    const item = page.locator(`[data-device="${device}"]`);
    await item.waitFor();
    await expect.poll(() => item.getAttribute('data-state'), { timeout: 15_000 }).toBe('connected');
    expect(await item.innerText()).toMatch(/Windows · x64 · companion 0\.0\.0-test/);
    expect(await item.innerText()).toContain('Its user is asked');
    const share = item.locator('[role=switch]');
    expect(await share.getAttribute('aria-checked')).toBe('false');
    await share.click();
    await expect.poll(() => share.getAttribute('aria-checked')).toBe('true');
    expect(await item.innerText()).toContain('All agents');

    await item.locator('[data-action=revoke]').click();
    const dialog = page.locator('dialog[open]');
    expect(await dialog.innerText()).toContain('Revoke ANNA-PC #');
    await dialog.locator('[data-action=cancel]').click();
    await dialog.waitFor({ state: 'detached' });
    await item.locator('[data-action=revoke]').click();
    await page.click('dialog [data-action=confirm]');
    await expect.poll(() => item.getAttribute('data-state')).toBe('revoked');
    expect(await started[0]?.ended).toBe('revoked');
    expect(await item.locator('[role=switch], [data-action=revoke]').count()).toBe(0);
    await item.locator('summary').click();
    await expect
      .poll(() => audited(page))
      .toEqual(['aborted', 'revoked', 'shared', 'asked', 'enrolled']);

    await page.goto(caseUrl);
    await step(page, 'aborted');
    expect(await page.textContent('[data-testid=job-state]')).toContain('somebody has revoked it');
    expect(faults).toEqual([]);
  });

  it('of a fleet of any size are all reached, page after page', async () => {
    const { DATA_DIR = '' } = serving.environment;
    const database = new DatabaseSync(join(DATA_DIR, 'login-doctor.sqlite'));
    const add = database.prepare(
      `insert into devices (id, name, folded_name, platform, arch, program, public_key, asks, shared_with, enrolled_at, enrolled_by, seen_at)
       values (?, ?, '', 'linux', 'x64', '1.0.0', ?, 0, 'agents', ?, 'fleet', 0)`,
    );
    database.exec('begin immediate');
    for (let n = 0; n < 551; n++) add.run(randomUUID(), `box-${n}`, `key ${n}`, n);
    database.exec('commit');
    const { page, faults } = await enter(browser, serving.server);
    await page.click('nav a[href="/devices"]');
    const items = page.locator('[data-device]');
    for (let shown = 50; shown <= 550; shown += 50) {
      await expect.poll(() => items.count(), { timeout: 10_000 }).toBe(shown);
      await page.click('button.more');
    }
    await page.locator('[data-device]', { hasText: 'box-0' }).waitFor();
    expect(await page.locator('button.more').count()).toBe(0);
    expect(new Set(await attributesOf(page, '[data-device]', 'data-device')).size).toBe(
      await items.count(),
    );
    database.exec(`delete from devices where enrolled_by = 'fleet' and seen_at = 0`);
    database.close();
    expect(faults).toEqual([]);
  });

  it('of a fleet come in by a token that is shown once', async () => {
    const { page, faults } = await enter(browser, serving.server);
    await page.goto(`${serving.server.url}/devices`);
    await page.fill('[name=token-name]', 'Sales laptops');
    await page.fill('[name=uses]', '2');
    await page.click('.token-form [type=submit]');
    const secret = await page.locator('[data-testid=secret]').innerText();
    expect(await page.innerText('[data-testid=made]')).toContain(
      `LOGIN_DOCTOR_ENROLMENT_TOKEN=${secret} ./login-doctor-companion-linux-x64 pair --server ${serving.server.url} --yes`,
    );
    const device = await start(secret, { consent: 'unattended', device: { name: 'SALES-1' } });
    await page.click('[data-action=done]');
    await page.reload();
    const item = page.locator(`[data-device="${device}"]`);
    await item.waitFor();
    expect(await item.innerText()).toContain('by the token “Sales laptops”');
    expect(await item.innerText()).toContain('Nobody is asked');
    const token = page.locator('.token');
    expect(await token.innerText()).toContain('1 of 2 devices came in');
    await token.locator('[data-action=revoke-token]').click();
    await page.click('dialog [data-action=confirm]');
    await expect.poll(() => token.getAttribute('data-state')).toBe('revoked');
    expect(await page.content()).not.toContain(secret);
    expect(faults).toEqual([]);
  });

  it.each(
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      [1280, 390].map((width) => ({ colorScheme, width })),
    ),
  )('shut nobody out: $colorScheme, $width px', async ({ colorScheme, width }) => {
    const locale = width === 390 ? 'zh-CN' : 'en-GB';
    const { page, code } = await atCode({
      colorScheme,
      locale,
      viewport: { width, height: 844 },
    });
    const isTooWide = 'document.documentElement.scrollWidth > window.innerWidth';
    const look = async (): Promise<void> => {
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate<boolean>(isTooWide)).toBe(false);
      if (locale === 'zh-CN')
        expect(await page.innerText('main')).not.toMatch(/\b(?:is|of|the|by)\b /i);
    };
    await look();
    const device = await start(code, { consent: silent });
    await step(page, 'asking');
    await look();
    await page.click('.measured-from a');
    await page.waitForSelector('[data-job]');
    await look();
    await page.goto(`${serving.server.url}/devices`);
    const item = page.locator(`[data-device="${device}"]`);
    await item.locator('summary').click();
    await page.waitForSelector('[data-testid=audit] li');
    await look();
    await item.locator('[data-action=revoke]').click();
    await look();
  });
});
