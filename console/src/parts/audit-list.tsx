import type { VNode } from 'preact';
import type { AuditEntryView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { casePath, jobPath } from '../route.ts';
import { Breakable } from './breakable.tsx';
import { Link } from './link.tsx';
import { shortDevice, shortId } from './short-id.ts';
import { Time } from './time.tsx';

/** What stands around the list already, and is not said again in each line. */
export type Around = 'device' | 'job' | 'nothing';

interface Parts {
  readonly entries: readonly AuditEntryView[];
  readonly around: Around;
}

/** Who did what, and when; newest first. */
export function AuditList({ entries, around }: Parts): VNode {
  const texts = useTexts();
  return (
    <ul class="audit" data-testid="audit">
      {entries.map(({ seq, at, by, what, detail, device, job, case: caseId }) => (
        <li key={seq} data-what={what}>
          <Time at={at} />
          <span>
            <strong class="by">
              <Breakable text={by} />
            </strong>{' '}
            {texts.act(what, detail)}
            {around === 'nothing' && device && ` (${device.name} #${shortDevice(device.id)})`}
          </span>
          {around !== 'job' && (job !== null || caseId !== null) && (
            <span class="audit-links">
              {job !== null && <Link to={jobPath(job)}>{texts.toJob}</Link>}
              {caseId !== null && (
                <Link to={casePath(caseId)}>{texts.caseId(shortId(caseId))}</Link>
              )}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
