/** What the first start has found, and tells the confined one. */
export interface HandedOver {
  /** The folders with logs that may be read. */
  readonly logFolders: readonly string[];
}

/** The variable of the environment that tells it. */
export const HANDED_OVER = 'LOGIN_DOCTOR_COMPANION_STARTED';

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Takes it out of `environment`, so that no program started later sees it. Who changes it gains nothing: Node decides by its flags. */
export function takeHandedOver(environment: NodeJS.ProcessEnv): HandedOver {
  const text = environment[HANDED_OVER];
  Reflect.deleteProperty(environment, HANDED_OVER);
  try {
    const folders: unknown = JSON.parse(text ?? '[]');
    return { logFolders: Array.isArray(folders) ? folders.filter(isText) : [] };
  } catch {
    return { logFolders: [] };
  }
}
