import { hostsFileOf } from '../../checks/hosts-file.ts';
import { pingPrograms } from '../../checks/ping-program.ts';

/** What the companion may read and write; a path that ends in `*` stands for all that begins like it. */
export interface Grants {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** The machine and the person that the companion runs for. */
export interface Place {
  readonly platform: NodeJS.Platform;
  /** The companion's own folder, absolute. */
  readonly folder: string;
  /** Folders with logs of the product, absolute. */
  readonly logFolders: readonly string[];
  /** Where Windows stands. */
  readonly systemRoot?: string | undefined;
}

/** Of each family one, because macOS has a ping for each. */
const LITERALS = ['127.0.0.1', '::1'];

function below(folder: string, platform: NodeJS.Platform): string {
  const separator = platform === 'win32' ? '\\' : '/';
  return folder.endsWith(separator) ? `${folder}*` : `${folder}${separator}*`;
}

/**
 * The least that the checks need. Look-ups of names and the system's store of certificates are read by the libraries
 * inside Node, which ask nobody. `ping` is looked for before it is started, and looking counts as reading.
 */
export function grantsOf({ platform, folder, logFolders, systemRoot }: Place): Grants {
  const own = below(folder, platform);
  const pings = LITERALS.flatMap((ip) => pingPrograms(platform, ip, 0, systemRoot));
  return {
    read: [
      own,
      hostsFileOf(platform, systemRoot),
      ...(platform === 'win32' ? [] : ['/etc/resolv.conf']),
      ...new Set(pings.map(({ path }) => path)),
      ...logFolders.map((each) => below(each, platform)),
    ],
    write: [own],
  };
}
