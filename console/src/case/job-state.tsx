import type { VNode } from 'preact';
import type { SweepView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { Icon } from '../parts/icon.tsx';
import { TimeLeft } from '../parts/time-left.tsx';

interface Parts {
  readonly sweep: SweepView;
  /** The device has said that it asks its user now. */
  readonly isAsking: boolean;
}

/** What a sweep waits for that a device has not begun, and how long still. */
export function Waiting({ sweep, isAsking }: Parts): VNode {
  const texts = useTexts();
  const { place, device, expiresAt } = sweep;
  const isThere = isAsking || device?.isConnected === true;
  const step = isAsking ? 'asking' : isThere ? 'asked' : 'absent';
  return (
    <div class="job-state" role="status" data-testid="job-state" data-step={step}>
      <Icon name={isAsking ? 'person' : 'wait'} />
      <div>
        <p class="strong">{texts.waiting[step](place)}</p>
        <p class="hint">
          {texts.waitingHint[step]} {expiresAt !== null && <TimeLeft until={expiresAt} />}
        </p>
      </div>
    </div>
  );
}

/** Why a sweep came to nothing. */
export function CameToNothing({
  sweep: { place, status, why },
  lang,
}: {
  readonly sweep: SweepView;
  readonly lang: string;
}): VNode {
  const texts = useTexts();
  return (
    <div class="job-state ended" data-testid="job-state" data-step={status}>
      <Icon name={status === 'expired' ? 'clock' : 'cross'} />
      <div>
        <p class="strong">{texts.cameToNothing(place)}</p>
        {why !== null && <p lang={lang}>{why}</p>}
      </div>
    </div>
  );
}
