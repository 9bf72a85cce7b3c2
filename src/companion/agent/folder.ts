import { homedir } from 'node:os';
import { posix, win32, type PlatformPath } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** A path of the environment, which counts only where it is absolute (XDG Base Directory Specification). */
function absolute(value: string | undefined, path: PlatformPath): string | null {
  return value !== undefined && path.isAbsolute(value) ? value : null;
}

/**
 * Where the companion keeps its key and what the server has not acknowledged yet: `COMPANION_DIR`, or the place that
 * the platform has for what a program keeps of a person on one machine. An absolute path; nothing is made.
 */
export function companionFolder(
  environment: Environment,
  platform: NodeJS.Platform,
  home: string = homedir(),
): string {
  const path = platform === 'win32' ? win32 : posix;
  const own = environment.COMPANION_DIR ?? '';
  if (own !== '') return path.resolve(own);
  switch (platform) {
    case 'win32':
      return path.join(
        absolute(environment.LOCALAPPDATA, path) ?? path.join(home, 'AppData', 'Local'),
        'LoginDoctor',
      );
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'LoginDoctor');
    default:
      return path.join(
        absolute(environment.XDG_STATE_HOME, path) ?? path.join(home, '.local', 'state'),
        'login-doctor',
      );
  }
}
