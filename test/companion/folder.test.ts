import { describe, expect, it } from 'vitest';
import { companionFolder } from '../../src/companion/agent/folder.ts';

describe("the companion's folder", () => {
  it('is a state folder on Linux', () => {
    expect(companionFolder({}, 'linux', '/home/li')).toBe('/home/li/.local/state/login-doctor');
    expect(companionFolder({ XDG_STATE_HOME: '/state' }, 'linux', '/home/li')).toBe(
      '/state/login-doctor',
    );
    // The specification of these variables says to ignore a relative path.
    expect(companionFolder({ XDG_STATE_HOME: 'state' }, 'linux', '/home/li')).toBe(
      '/home/li/.local/state/login-doctor',
    );
  });

  it('is local application data on Windows', () => {
    const home = String.raw`C:\Users\Li Na`;
    const expected = String.raw`C:\Users\Li Na\AppData\Local\LoginDoctor`;
    const environment = { LOCALAPPDATA: String.raw`C:\Users\Li Na\AppData\Local` };
    expect(companionFolder(environment, 'win32', home)).toBe(expected);
    expect(companionFolder({}, 'win32', home)).toBe(expected);
  });

  it('is application support on macOS', () => {
    expect(companionFolder({ XDG_STATE_HOME: '/state' }, 'darwin', '/Users/li')).toBe(
      '/Users/li/Library/Application Support/LoginDoctor',
    );
  });

  it('is where COMPANION_DIR says, on each', () => {
    for (const platform of ['linux', 'darwin'] as const)
      expect(companionFolder({ COMPANION_DIR: '/srv/c' }, platform, '/h')).toBe('/srv/c');
    expect(companionFolder({ COMPANION_DIR: String.raw`D:\c` }, 'win32', 'C:')).toBe(
      String.raw`D:\c`,
    );
    expect(companionFolder({ COMPANION_DIR: '' }, 'darwin', '/Users/li')).toContain('/Users/li/');
  });
});
