import type { VNode } from 'preact';
import type { CheckView, Language } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { Breakable } from '../parts/breakable.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { groupChecks, restOf, type CheckGroup } from './check-groups.ts';

const MARKS = {
  ok: 'done',
  blocked: 'cross',
  altered: 'alert',
  slow: 'clock',
  inconclusive: 'question',
  failed: 'dash',
} as const satisfies Record<NonNullable<CheckView['status']>, IconName>;

/** The mark of a check, and the word for it. */
function CheckMark({ status }: Pick<CheckView, 'status'>): VNode {
  const texts = useTexts();
  return (
    <span class={`check-mark ${status ?? 'running'}`}>
      <Icon name={status === null ? 'wait' : MARKS[status]} />
      {status === null ? texts.checkOpen : texts.checkStatus[status]}
    </span>
  );
}

interface Parts {
  readonly check: CheckView;
  /** What `said` is written in. */
  readonly lang: string;
}

function Check({ check, lang }: Parts): VNode {
  const texts = useTexts();
  const { kind, status, said } = check;
  const rest = restOf(check);
  return (
    <li data-status={status ?? 'running'}>
      <CheckMark status={status} />
      <span class="check-words">
        <span class="check-kind">
          {texts.checkKind[kind]} {rest !== '' && <Breakable text={rest} />}
        </span>{' '}
        {said !== null && <span lang={lang}>{said}</span>}
      </span>
    </li>
  );
}

/** One check by itself, with what it is about. */
export function LatestCheck({ check, lang }: Parts): VNode {
  const texts = useTexts();
  const { kind, target, status, said } = check;
  return (
    <p class="latest">
      <CheckMark status={status} />{' '}
      <span>
        {texts.checkKind[kind]} {target === '-' ? '' : <Breakable text={target} />}
        {said !== null && <span lang={lang}> {said}</span>}
      </span>
    </p>
  );
}

interface GroupParts {
  readonly group: CheckGroup;
  readonly lang: string;
}

function Group({ group, lang }: GroupParts): VNode {
  const texts = useTexts();
  const { host, state, checks } = group;
  const ended = checks.filter(({ status }) => status !== null).length;
  const ok = checks.filter(({ status }) => status === 'ok').length;
  return (
    <details class="check-group" open={state === 'amiss'} data-host={host ?? '-'}>
      <summary>
        <span class="check-host">
          {host === null ? texts.machineItself : <Breakable text={host} />}
        </span>{' '}
        <span class="hint">
          {ended < checks.length
            ? texts.stationEnded(ended, checks.length)
            : texts.stationOk(ok, checks.length)}
        </span>
      </summary>
      <ul class="check-list">
        {checks.map((check) => (
          <Check key={`${check.kind} ${check.target}`} check={check} lang={lang} />
        ))}
      </ul>
    </details>
  );
}

interface FoldParts {
  readonly title: string;
  readonly state: CheckGroup['state'];
  readonly groups: readonly CheckGroup[];
  readonly lang: string;
}

function FoldedGroups({ title, state, groups, lang }: FoldParts): VNode | null {
  if (groups.length === 0) return null;
  return (
    <details class="check-fold" data-groups={state}>
      <summary>{title}</summary>
      {groups.map((group) => (
        <Group key={group.host} group={group} lang={lang} />
      ))}
    </details>
  );
}

interface ListParts {
  readonly checks: readonly CheckView[];
  readonly language: Language;
}

/** Where nothing works, the first hosts say it all. */
const MOST_OPEN = 3;

/** Every check by its host: the worst stand open, the rest is folded. */
export function CheckList({ checks, language }: ListParts): VNode {
  const texts = useTexts();
  const groups = groupChecks(checks);
  const lang = LANG[language];
  const inState = (state: CheckGroup['state']): CheckGroup[] =>
    groups.filter((group) => group.state === state);
  const amiss = inState('amiss');
  const running = inState('running');
  const healthy = inState('healthy');
  return (
    <div class="check-groups">
      {amiss.slice(0, MOST_OPEN).map((group) => (
        <Group key={group.host} group={group} lang={lang} />
      ))}
      <FoldedGroups
        title={texts.moreAmiss(amiss.length - MOST_OPEN)}
        state="amiss"
        groups={amiss.slice(MOST_OPEN)}
        lang={lang}
      />
      <FoldedGroups
        title={texts.stillRunning(running.length)}
        state="running"
        groups={running}
        lang={lang}
      />
      <FoldedGroups
        title={texts.inOrder(healthy.length)}
        state="healthy"
        groups={healthy}
        lang={lang}
      />
    </div>
  );
}
