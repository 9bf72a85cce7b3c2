import { query, type Parameters } from './calls.ts';
import type { LogTaken } from './messages.ts';
import { asProblem, problemIn, unreachable } from './problem.ts';

/**
 * Says a log of any size in a case. `fetch` tells nothing of how far it has come; this does, from 0 to 1.
 * @throws {Problem}; an `AbortError` where `signal` ended it.
 */
export async function uploadLog(
  file: File,
  parameters: Parameters,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<LogTaken> {
  const sending = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      sending.abort();
    });
    sending.upload.addEventListener('progress', ({ loaded, total }) => {
      onProgress(total > 0 ? loaded / total : 0);
    });
    sending.addEventListener('load', () => {
      const { status, responseText } = sending;
      if (status < 200 || status > 299) reject(problemIn(status, responseText));
      else
        try {
          resolve(JSON.parse(responseText) as LogTaken);
        } catch (thrown) {
          reject(asProblem(thrown));
        }
    });
    sending.addEventListener('error', () => {
      reject(unreachable());
    });
    sending.addEventListener('abort', () => {
      reject(new DOMException('the person ended the upload', 'AbortError'));
    });
    sending.open('POST', `/api/logs?${query(parameters)}`);
    sending.setRequestHeader('content-type', 'application/octet-stream');
    sending.setRequestHeader('accept', 'application/json');
    sending.send(file);
  });
}
