import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeChecksums } from '../../scripts/companion/checksums.ts';
import { downloads } from '../../src/companion/downloads/downloads.ts';
import { COMPANION_PLATFORMS, executableName } from '../../src/companion/platforms.ts';

const PUBLIC = 'https://help.example.com';
const BROWSERS = {
  windows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
  macos: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15',
  linux: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  linuxArm: 'Mozilla/5.0 (X11; Linux aarch64; rv:140.0) Gecko/20100101 Firefox/140.0',
  android: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Mobile Safari/537.36',
};

let folder: string;
let server: Server;
let publicUrl: string;
let origin: string;

function contentOf(name: string): Buffer {
  return Buffer.from(`this is ${name}`.repeat(100));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'downloads-'));
  publicUrl = PUBLIC;
  for (const name of COMPANION_PLATFORMS.map(executableName))
    await writeFile(join(folder, name), contentOf(name));
  await writeChecksums(folder);
  const app = express();
  app.disable('etag');
  app.use(downloads({ folder, publicUrl: () => publicUrl }));
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function page(query = '', headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${origin}/companion/download${query}`, {
    headers: { 'accept-language': 'en', 'user-agent': BROWSERS.linux, ...headers },
  });
  expect(response.status).toBe(200);
  return response.text();
}

/** What a person reads: the text without tags, and with its signs as they are. */
function read(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll('</code><code>', '\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

describe('the page', () => {
  it('names every file with its size, its SHA-256 and the commands with the code', async () => {
    const text = read(await page('?code=CDF-GHJ-KMN'));
    for (const platform of COMPANION_PLATFORMS) {
      const name = executableName(platform);
      expect(text).toContain(name);
      expect(text).toContain(createHash('sha256').update(contentOf(name)).digest('hex'));
    }
    const pair = `pair CDF-GHJ-KMN --server ${PUBLIC}\n`;
    expect(`${text}\n`).toMatch(/cd ~\/Downloads\nchmod \+x login-doctor-companion-linux-x64\n/);
    expect(text).toContain(`./login-doctor-companion-linux-x64 ${pair.trim()}`);
    expect(text).toContain(
      `xattr -d com.apple.quarantine login-doctor-companion-darwin-arm64\ncodesign --sign - login-doctor-companion-darwin-arm64\nchmod +x login-doctor-companion-darwin-arm64\n`,
    );
    expect(text).not.toContain('codesign --sign - login-doctor-companion-darwin-x64');
    expect(text).toContain(
      `Unblock-File .\\login-doctor-companion-win-x64.exe\n.\\login-doctor-companion-win-x64.exe ${pair.trim()}`,
    );
    expect(text).toContain(`npm ci\nnpm start -- companion ${pair.trim()}`);
    expect(text).toContain('(0.0 MB)');
  });

  it.for([
    [BROWSERS.windows, 'win-x64'],
    [BROWSERS.macos, 'darwin-arm64'],
    [BROWSERS.linux, 'linux-x64'],
    [BROWSERS.linuxArm, 'linux-arm64'],
  ])('shows first what fits %s', async ([agent = '', platform]) => {
    const [first] =
      /login-doctor-companion-[\w-]+/.exec(await page('', { 'user-agent': agent })) ?? [];
    expect(first).toBe(`login-doctor-companion-${platform ?? ''}`);
  });

  it('takes the word of the browser for its platform, and sends telephones elsewhere', async () => {
    const hinted = await page('', { 'sec-ch-ua-platform': '"Windows"' });
    expect(/login-doctor-companion-\w+/.exec(hinted)?.[0]).toBe('login-doctor-companion-win');
    const phone = 'open this page on the one where the login fails';
    expect(read(await page('', { 'user-agent': BROWSERS.android }))).toContain(phone);
    expect(read(await page('', { 'sec-ch-ua-platform': '"Android"' }))).toContain(phone);
    expect(read(await page())).not.toContain(phone);
  });

  it('is in Chinese for who prefers it, and keeps the code over the switch', async () => {
    const chinese = await page('?code=CDF-GHJ-KMN', {
      'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8',
    });
    expect(chinese).toContain('<html lang="zh-CN">');
    expect(read(chinese)).toContain('您的配对码');
    expect(chinese).toContain('href="/companion/download?lang=en&amp;code=CDF-GHJ-KMN"');
    expect(read(await page('?lang=zh'))).toContain('配对码');
    expect(read(await page('', { 'accept-language': 'fr' }))).toContain('Pairing code');
    expect(read(await page('?lang=en', { 'accept-language': 'zh' }))).toContain('Pairing code');
  });

  it('asks for the code where there is none, or one that cannot be one', async () => {
    for (const query of [
      '',
      '?code=',
      '?code=A%20B',
      '?code=ABCDEFGHJKLMNPQRS',
      '?code=<b>',
      '?code=A&code=B',
    ]) {
      const html = await page(query);
      expect(html).toContain('<form action="/companion/download">');
      expect(read(html)).toContain(`pair CODE --server ${PUBLIC}`);
      expect(html).not.toContain('<b>');
      const isGiven = !['', '?code=', '?code=A&code=B'].includes(query);
      expect(read(html).includes('is no pairing code')).toBe(isGiven);
    }
    expect(read(await page('?code=cdf-ghj-kmn'))).toContain('pair CDF-GHJ-KMN ');
  });

  it('quotes an address as each shell wants it', async () => {
    publicUrl = "http://[::1]:3978/it's";
    const text = read(await page());
    expect(text).toContain(String.raw`--server 'http://[::1]:3978/it'\''s'`);
    expect(text).toContain("--server 'http://[::1]:3978/it''s'");
  });

  it('warns of an address without encryption, unless it is this machine', async () => {
    const warning = 'without encryption';
    expect(read(await page())).not.toContain(warning);
    publicUrl = 'http://127.0.0.1:3978';
    expect(read(await page())).not.toContain(warning);
    publicUrl = 'http://127.0.0.1.example.com';
    expect(read(await page())).toContain(warning);
  });

  it('lets nothing run and nothing be loaded', async () => {
    const response = await fetch(`${origin}/companion/download?lang=xx&code="><script>`);
    const html = await response.text();
    const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(html).not.toMatch(/<script|\sstyle=|\son\w+=|src=/);
  });

  it('says where nothing was built, and shows the way without', async () => {
    await rm(folder, { recursive: true });
    const text = read(await page('?code=CDF-GHJ-KMN'));
    expect(text).toContain('has not built');
    expect(text).toContain(`npm start -- companion pair CDF-GHJ-KMN --server ${PUBLIC}`);
    expect(text).not.toContain('Downloads');
  });

  it('says where nothing was built for the system of the visitor', async () => {
    await rm(join(folder, executableName('win-x64')));
    const text = read(await page('', { 'user-agent': BROWSERS.windows }));
    expect(text).toContain('does not offer the program for this system');
    expect(text).toContain('login-doctor-companion-linux-x64');
  });
});

/** A request with exactly that path, which fetch would tidy first. */
function status(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(`${origin}/`, { path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('a file', () => {
  const name = executableName('win-x64');
  const get = (headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    fetch(`${origin}/companion/download/${name}`, { headers, method });

  it('comes whole, under its name, with its SHA-256', async () => {
    const response = await get();
    const content = Buffer.from(await response.arrayBuffer());
    expect(content.equals(contentOf(name))).toBe(true);
    const sum = createHash('sha256').update(content).digest('hex');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
      'content-length': `${content.length}`,
      'x-content-type-options': 'nosniff',
      etag: `"${sum}"`,
    });
    expect((await get({}, 'HEAD')).headers.get('content-length')).toBe(`${content.length}`);
  });

  it('is not sent again to who has it, and goes on where a download broke off', async () => {
    const etag = (await get({}, 'HEAD')).headers.get('etag') ?? '';
    // As browsers ask; fetch alone would say that it wants no answer from a cache.
    const again = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
    expect((await get(again)).status).toBe(304);
    const rest = await get({ range: 'bytes=100-', 'if-range': etag });
    expect(rest.status).toBe(206);
    expect(Buffer.from(await rest.arrayBuffer()).equals(contentOf(name).subarray(100))).toBe(true);
  });

  it('is the new one once it was built anew, and none while it is half there', async () => {
    const before = (await get()).headers.get('etag');
    await writeFile(join(folder, name), 'half of a new one');
    expect((await get()).status).toBe(404);
    expect(await page()).not.toContain(name);
    await writeChecksums(folder);
    const after = await get();
    expect(await after.text()).toBe('half of a new one');
    expect(after.headers.get('etag')).not.toBe(before);
  });

  it('is nothing else, whatever is asked for', async () => {
    await writeFile(join(folder, 'secret'), 'x');
    const names = [
      'SHA256SUMS',
      'secret',
      '..%2fsecret',
      '..',
      '%2e%2e/package.json',
      `./${name}%00`,
      '',
    ];
    for (const path of ['../../etc/passwd', ...names]) {
      const answered = await status(`/companion/download/${path}`);
      expect([path, answered]).toEqual([path, path === '' ? 200 : 404]);
    }
  });
});
