import { executableName, type CompanionPlatform } from '../platforms.ts';

/** What the companion is paired with. */
export interface Pairing {
  /** The one-time code; null where nobody gave one yet. */
  readonly code: string | null;
  /** Whether somebody gave something that is no code. */
  readonly isWrong?: boolean;
  /** The public address of the server. */
  readonly server: string;
}

const PLAIN = /^[\w:/.-]+$/;

function quotedForShell(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function quotedForPowerShell(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "''")}'`;
}

function pairWords({ code, server }: Pairing, quoted: (word: string) => string): string {
  return `pair ${code ?? 'CODE'} --server ${quoted(server)}`;
}

/**
 * The lines that start the downloaded executable, in the shell that its system opens. Who builds the executables does not
 * sign them: macOS keeps what a browser has saved from starting, and on Apple's processors whatever has no signature at
 * all; Windows asks about it.
 */
export function startCommands(platform: CompanionPlatform, pairing: Pairing): readonly string[] {
  const name = executableName(platform);
  const run = `./${name} ${pairWords(pairing, quotedForShell)}`;
  switch (platform) {
    case 'win-x64':
      return [
        String.raw`cd ~\Downloads`,
        `Unblock-File .\\${name}`,
        `.\\${name} ${pairWords(pairing, quotedForPowerShell)}`,
      ];
    case 'darwin-x64':
    case 'darwin-arm64':
      return [
        'cd ~/Downloads',
        `xattr -d com.apple.quarantine ${name}`,
        ...(platform === 'darwin-arm64' ? [`codesign --sign - ${name}`] : []),
        `chmod +x ${name}`,
        run,
      ];
    case 'linux-x64':
    case 'linux-arm64':
      return ['cd ~/Downloads', `chmod +x ${name}`, run];
  }
}

/** The line that shows the SHA-256 of the downloaded file. */
export function checksumCommand(platform: CompanionPlatform): string {
  const name = executableName(platform);
  if (platform.startsWith('win-')) return `(Get-FileHash ${name}).Hash.ToLower()`;
  return platform.startsWith('darwin-') ? `shasum -a 256 ${name}` : `sha256sum ${name}`;
}

/** The lines that start the companion from a checkout of the repository, on any system with npm. */
export function checkoutCommands(pairing: Pairing): readonly string[] {
  return ['npm ci', `npm start -- companion ${pairWords(pairing, quotedForShell)}`];
}
