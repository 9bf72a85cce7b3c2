import type { VNode } from 'preact';
import type { Language, SweepView } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { pathOf, type Station, type StationState } from './path.ts';

const SIGNS = {
  works: 'done',
  broken: 'cross',
  altered: 'alert',
  slow: 'clock',
  unclear: 'question',
  unreached: 'dash',
  measuring: 'wait',
  open: 'dash',
} as const satisfies Record<StationState, IconName>;

interface Parts {
  readonly sweep: SweepView;
  /** Of the case: what the causes are told in. */
  readonly language: Language;
}

/** What the line behind a station says to those who do not see it. */
function useOnward({ onward }: Station): string {
  const texts = useTexts();
  if (onward === 'cut') return texts.nothingPasses;
  return onward === 'partly' ? texts.onlySomePass : '';
}

interface StationParts {
  readonly station: Station;
  readonly isEnded: boolean;
  readonly isOfDevice: boolean;
  readonly lang: string;
}

function StationItem({ station, isEnded, isOfDevice, lang }: StationParts): VNode {
  const texts = useTexts();
  const passing = useOnward(station);
  const { id, state, onward, checks, ended, ok, causes } = station;
  return (
    <li class={`station ${state}`} data-station={id} data-state={state} data-onward={onward}>
      <span class="sign">
        <Icon name={SIGNS[state]} />
      </span>
      <span class="station-words">
        <span class="station-name">
          {id === 'machine' && isOfDevice ? texts.stationDevice : texts.station[id]}
        </span>{' '}
        <span class="station-state">{texts.stationState[state]}</span>{' '}
        {checks > 0 && (
          <span class="station-count">
            {isEnded ? texts.stationOk(ok, checks) : texts.stationEnded(ended, checks)}
          </span>
        )}
        {causes.map(({ cause, title }) => (
          <span key={cause} class="station-cause" lang={lang}>
            {' '}
            {title}
          </span>
        ))}
        {passing !== '' && <span class="unseen"> {passing}</span>}
      </span>
    </li>
  );
}

/** The way from the machine to the servers, and where on it things go wrong. */
export function PathDiagram({ sweep, language }: Parts): VNode {
  const texts = useTexts();
  return (
    <div class="path-place">
      <ol class="path" data-testid="path" aria-label={texts.path}>
        {pathOf(sweep).map((station) => (
          <StationItem
            key={station.id}
            station={station}
            isEnded={sweep.hasEnded}
            isOfDevice={sweep.device !== null}
            lang={LANG[language]}
          />
        ))}
      </ol>
    </div>
  );
}
