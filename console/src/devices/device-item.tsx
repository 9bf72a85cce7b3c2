import { Fragment, type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { revokeDevice, shareDevice } from '../api/calls.ts';
import { useDoing, type Doing } from '../api/doing.ts';
import type { DeviceView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Link } from '../parts/link.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { shortDevice, shortId } from '../parts/short-id.ts';
import { Time } from '../parts/time.tsx';
import { casePath } from '../route.ts';
import { FoldedAuditTrail } from './audit-trail.tsx';

export type DeviceState = 'connected' | 'absent' | 'revoked';

const ICONS = {
  connected: 'pulse',
  absent: 'dash',
  revoked: 'cross',
} as const satisfies Record<DeviceState, IconName>;

function stateOf({ revokedAt, isConnected }: DeviceView): DeviceState {
  if (revokedAt !== null) return 'revoked';
  return isConnected ? 'connected' : 'absent';
}

/** Cases that stand in one line; the history has them all. */
const MOST_CASES = 3;

function Cases({ cases }: Pick<DeviceView, 'cases'>): VNode {
  const texts = useTexts();
  return (
    <>
      {cases.slice(0, MOST_CASES).map((id, at) => (
        <Fragment key={id}>
          {at > 0 && ', '}
          <Link to={casePath(id)}>{texts.caseId(shortId(id))}</Link>
        </Fragment>
      ))}
      {cases.length > MOST_CASES && ` ${texts.andMore(cases.length - MOST_CASES)}`}
    </>
  );
}

function MayAsk({ device }: { readonly device: DeviceView }): VNode {
  const texts = useTexts();
  const { owner, sharedWith, cases, revokedAt } = device;
  if (revokedAt !== null) return <dd>{texts.nobody}</dd>;
  if (sharedWith === 'agents') return <dd>{texts.allAgents}</dd>;
  return (
    <dd>
      {cases.length === 0 ? (
        (owner ?? texts.nobody)
      ) : (
        <>
          {texts.whoeverWorksOn(owner)} <Cases cases={cases} />
        </>
      )}
    </dd>
  );
}

function Facts({ device }: { readonly device: DeviceView }): VNode {
  const texts = useTexts();
  const { asks, owner, enrolledBy, enrolledAt, seenAt, revokedAt } = device;
  const state = stateOf(device);
  return (
    <dl class="facts">
      <div>
        <dt>{texts.beforeChecks}</dt>
        <dd>{asks ? texts.userIsAsked : texts.userIsNotAsked}</dd>
      </div>
      <div>
        <dt>{texts.mayAsk}</dt>
        <MayAsk device={device} />
      </div>
      <div>
        <dt>{texts.enrolled}</dt>
        <dd>
          {owner === null ? texts.byToken(enrolledBy) : texts.byPerson(enrolledBy)} ·{' '}
          <Time at={enrolledAt} />
        </dd>
      </div>
      <div>
        <dt>{state === 'revoked' ? texts.revokedSince : texts.lastSeen}</dt>
        <dd>{state === 'connected' ? texts.now : <Time at={revokedAt ?? seenAt} />}</dd>
      </div>
    </dl>
  );
}

interface ToolParts {
  readonly device: DeviceView;
  readonly doing: Doing;
  readonly onChange: () => void;
}

function Tools({ device, doing, onChange }: ToolParts): VNode {
  const texts = useTexts();
  const [isAsking, setIsAsking] = useState(false);
  const { id, name, sharedWith } = device;
  const { isBusy, run } = doing;
  const isShared = sharedWith === 'agents';
  const share = async (): Promise<void> => {
    await run(() => shareDevice(id, isShared ? 'owner' : 'agents'));
    onChange();
  };
  const revoke = async (): Promise<void> => {
    await run(() => revokeDevice(id));
    setIsAsking(false);
    onChange();
  };
  return (
    <div class="device-tools">
      <button
        type="button"
        class="switch"
        role="switch"
        aria-checked={isShared}
        aria-disabled={isBusy}
        aria-label={`${texts.shareWithAgents}: ${name}`}
        data-action="share"
        onClick={() => void share()}
      >
        <span class="switch-mark" aria-hidden="true" />
        {texts.shareWithAgents}
      </button>
      <button
        type="button"
        class="quiet danger"
        aria-label={`${texts.revoke}: ${name}`}
        data-action="revoke"
        onClick={() => {
          setIsAsking(true);
        }}
      >
        {texts.revoke}
      </button>
      {isAsking && (
        <Confirm
          title={texts.revokeDevice(`${name} #${shortDevice(id)}`)}
          points={texts.revokeDeviceMeans}
          action={texts.revoke}
          isBusy={isBusy}
          onConfirm={() => void revoke()}
          onCancel={() => {
            setIsAsking(false);
          }}
        />
      )}
    </div>
  );
}

interface Parts {
  readonly device: DeviceView;
  readonly onChange: () => void;
}

/** A machine with a companion: what it is, who may ask it, and what can be done with it. */
export function DeviceItem({ device, onChange }: Parts): VNode {
  const texts = useTexts();
  const doing = useDoing();
  const { id, name, platform, arch, program, mayManage } = device;
  const state = stateOf(device);
  return (
    <li class="device" data-device={id} data-state={state}>
      <div class="device-head">
        <h2>{name}</h2>
        <span class={`badge ${state}`}>
          <Icon name={ICONS[state]} />
          {texts.deviceState[state]}
        </span>
        <span class="hint">
          #{shortDevice(id)} · {texts.platform(platform)} · {arch} · {texts.program(program)}
        </span>
      </div>
      <Facts device={device} />
      {doing.problem && <ProblemNote problem={doing.problem} />}
      {mayManage && state !== 'revoked' && (
        <Tools device={device} doing={doing} onChange={onChange} />
      )}
      <FoldedAuditTrail device={id} class="trail">
        {texts.history}
      </FoldedAuditTrail>
    </li>
  );
}
