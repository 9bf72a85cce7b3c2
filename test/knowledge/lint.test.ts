import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrokenPackError, formatComplaint } from '../../src/knowledge/complaint.ts';
import { loadExamples, loadPack } from '../../src/knowledge/load.ts';
import { openPack } from '../../src/knowledge/open.ts';
import { FAULTS } from '../../src/knowledge/vocabulary.ts';

const BOX = join(import.meta.dirname, 'box-pack');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pack-'));
  cpSync(BOX, folder, { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function change(file: string, from: string, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

function complaints(): string[] {
  try {
    loadPack(folder);
    return [];
  } catch (error) {
    if (!(error instanceof BrokenPackError)) throw error;
    return error.complaints.map((each) => formatComplaint(each).slice(folder.length + 1));
  }
}

describe('a pack with mistakes', () => {
  it.each([
    [
      'errors.yaml',
      'cause: lid-closed }]',
      'cause: lid-open }]',
      /^errors\.yaml:18:\d+ unknown cause "lid-open"; known: lid-closed, cable-cut$/,
    ],
    [
      'errors.yaml',
      'owner: lid-team',
      'owner: nobody',
      /^errors\.yaml:5:\d+ unknown owner "nobody"; known: box-team, lid-team$/,
    ],
    [
      'errors.yaml',
      'kind: login',
      'kind: logon',
      /^errors\.yaml:13:\d+ "logon" is not allowed for "kind"; allowed: "login", "other", "success"$/,
    ],
    [
      'errors.yaml',
      'code: -88',
      'code: 7701',
      /^errors\.yaml:20:\d+ code "7701" stands twice; the first one is at .*errors\.yaml:12$/,
    ],
    [
      'errors.yaml',
      'kind: login',
      'kind: login\n    colour: red',
      /^errors\.yaml:14:\d+ unknown key "colour"; allowed here: .*callbacks/,
    ],
    [
      'errors.yaml',
      'title: { en: No line, zh: 没有线路 }',
      'title: { en: No line }',
      /^errors\.yaml:\d+:\d+ "zh" is missing; it must be a string$/,
    ],
    ['errors.yaml', 'en: No line', 'en: 没有', /the English text holds Chinese/],
    ['errors.yaml', 'errors:', 'errors: [', /not valid YAML/],
    ['endpoints.yaml', 'tcp: [443]', 'tcp: [70000]', /does not fit/],
    [
      'runbook.yaml',
      'kind: tcp',
      'kind: telnet',
      /"telnet" is not allowed for "kind"; allowed: "dns"/,
    ],
    ['escalation.yaml', 'owner: box-team', 'owner: x-team', /unknown owner "x-team"/],
  ])('%s: %s → %s', (file, from, to, wanted) => {
    change(file, from, to);
    expect(
      complaints().some((each) => wanted.test(each)),
      complaints().join('\n'),
    ).toBe(true);
  });

  it('is complained about all at once, in every file', () => {
    change('errors.yaml', 'owner: lid-team', 'owner: nobody');
    change('runbook.yaml', 'kind: tcp', 'kind: telnet');
    change('escalation.yaml', 'owner: box-team', 'owner: x-team');
    rmSync(join(folder, 'lookalikes.yaml'));
    expect(
      complaints()
        .map((each) => each.split(':')[0])
        .sort(),
    ).toEqual(['errors.yaml', 'escalation.yaml', 'lookalikes.yaml', 'runbook.yaml']);
  });

  it('is refused by openPack, also after a good one was kept', async () => {
    expect((await openPack(folder)).pack.id).toBe('box');
    change('errors.yaml', 'owner: lid-team', 'owner: nobody');
    await expect(openPack(folder)).rejects.toBeInstanceOf(BrokenPackError);
  });
});

describe('what a pack says of networks and tools', () => {
  const write = (file: string, content: unknown): void => {
    writeFileSync(join(folder, file), JSON.stringify(content));
  };
  const text = { en: 'x', zh: '无' };
  const faults = FAULTS.map((fault) => ({
    fault,
    title: text,
    advice: { en: 'Open {targets}.', zh: '放行 {targets}。' },
    owner: 'box-team',
    nextStep: 'look',
  }));
  const withFault = (change: object): unknown => ({
    faults: faults.map((rule, at) => (at === 1 ? { ...rule, ...change } : rule)),
  });
  const probe = { url: 'http://probe.example.com/204', status: 204 };
  const tool = { name: 'Tube', kind: 'proxy', processes: ['tube'], source: 'made up' };

  it('may be nothing', () => {
    const { network, tools } = loadPack(folder);
    expect({ network, tools }).toEqual({
      network: { probes: [], anchors: [], fakeAddresses: [], tunnelAddresses: [], faults: [] },
      tools: [],
    });
  });

  it('is loaded with the pack', async () => {
    write('network.yaml', { probes: [probe], fakeAddresses: ['fc00::/18'], faults });
    write('tools.yaml', { tools: [tool] });
    expect(complaints()).toEqual([]);
    const { pack } = await openPack(folder);
    expect(pack.network.faults.map(({ fault }) => fault)).toEqual(FAULTS);
    expect(pack.tools).toEqual([tool]);
  });

  it.each([
    [{ fakeAddresses: ['198.18.0.0'] }, /"198.18.0.0" is no address range/],
    [{ tunnelAddresses: ['10.0.0.0/33'] }, /"10.0.0.0\/33" is no address range/],
    [{ probes: [probe, { ...probe, status: 200 }] }, /host "probe.example.com" stands twice/],
    [{ probes: [{ ...probe, url: 'https://probe.example.com/' }] }, /"url" is not written as/],
    [withFault({ owner: 'nobody' }), /unknown owner "nobody"; known: box-team, lid-team/],
    [withFault({ nextStep: 'listen' }), /unknown step "listen"; known: look/],
    [withFault({ fault: 'no-network' }), /fault "no-network" stands twice/],
    [withFault({ fault: 'no-luck' }), /"no-luck" is not allowed for "fault"/],
    [withFault({ advice: { en: 'Open {host}.', zh: '放行。' } }), /unknown placeholder/],
    [{ faults: faults.slice(2) }, /nothing is said of no-network, captive-portal;/],
  ])('network.yaml: %j', (content, wanted) => {
    write('network.yaml', content);
    expect(complaints().join('\n')).toMatch(wanted);
  });

  it.each([
    [{ ...tool, name: 'Pipe', processes: ['pipe', 'TUBE'] }, /process "tube" stands twice/],
    [{ ...tool, processes: ['other'] }, /tool "tube" stands twice/],
    [{ ...tool, name: 'Pipe', processes: ['pipe.exe'] }, /"pipe.exe" ends in .exe/],
    [{ ...tool, name: 'Pipe', kind: 'game' }, /"game" is not allowed for "kind"/],
  ])('tools.yaml: %j', (second, wanted) => {
    write('tools.yaml', { tools: [tool, second] });
    expect(complaints().join('\n')).toMatch(wanted);
  });

  it.each(['network.yaml', 'tools.yaml'])('%s must be a file of its shape', (file) => {
    mkdirSync(join(folder, file));
    expect(complaints().join('\n')).toMatch(`${file}:1:1 the file cannot be read`);
  });

  it('log folders are written in one way', () => {
    const withPath = (path: string): string =>
      `folders: [{ platform: boxos, text: { en: x, zh: 无 }, paths: ['${path}'] }]`;
    change(
      'pack.yaml',
      'platforms: []',
      'platforms: [{ id: boxos, name: { en: BoxOS, zh: 盒 }, markers: [boxos] }]',
    );
    change('escalation.yaml', 'logs: {', `logs: { ${withPath('~/a/*/Logs')},`);
    expect(complaints()).toEqual([]);
    for (const path of ['~/../etc', 'Logs', '~', '/a/..']) {
      cpSync(join(BOX, 'escalation.yaml'), join(folder, 'escalation.yaml'));
      change('escalation.yaml', 'logs: {', `logs: { ${withPath(path)},`);
      expect(complaints().join(), path).toMatch(/is not written as it must be; write it as ~/);
    }
  });
});

describe('a pack that is not whole', () => {
  it('is refused without its errors, whatever other errors it has', () => {
    cpSync(join(folder, 'errors.yaml'), join(folder, 'errors-other.yaml'));
    rmSync(join(folder, 'errors.yaml'));
    expect(complaints()).toContain(
      'errors.yaml:1:1 the file cannot be read; a pack needs it, in UTF-8',
    );
  });

  it('is refused without examples', () => {
    rmSync(join(folder, 'examples'), { recursive: true });
    expect(() => loadExamples(folder)).toThrow(/there are no examples/);
  });

  it('is refused where an alias has no anchor', () => {
    writeFileSync(join(folder, 'escalation.yaml'), 'owner: *nobody\n');
    expect(complaints().join()).toMatch(/^escalation\.yaml:1:\d+ not valid YAML: .*nobody/);
  });

  it('is refused where a file is a folder', async () => {
    rmSync(join(folder, 'errors.yaml'));
    mkdirSync(join(folder, 'errors.yaml'));
    await expect(openPack(folder)).rejects.toThrow(/the file cannot be read/);
  });
});
