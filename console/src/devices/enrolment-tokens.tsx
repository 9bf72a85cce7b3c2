import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { listTokens, revokeToken } from '../api/calls.ts';
import { useDoing } from '../api/doing.ts';
import { useLoaded } from '../api/loaded.ts';
import { useRefresh } from '../api/refresh.ts';
import type { TokenMade, TokenView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { CommandList } from '../parts/command-list.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Time } from '../parts/time.tsx';
import { TokenForm } from './token-form.tsx';

interface ItemParts {
  readonly token: TokenView;
  readonly onChange: () => void;
}

function TokenItem({ token, onChange }: ItemParts): VNode {
  const texts = useTexts();
  const { isBusy, problem, run } = useDoing();
  const [isAsking, setIsAsking] = useState(false);
  const { id, name, state, uses, mostUses, createdBy, createdAt, expiresAt } = token;
  const revoke = async (): Promise<void> => {
    await run(() => revokeToken(id));
    setIsAsking(false);
    onChange();
  };
  return (
    <li class="token" data-token={id} data-state={state}>
      <div class="device-head">
        <h3>{name}</h3>
        <span class={`badge ${state === 'usable' ? 'resolved' : ''}`}>
          {texts.tokenState[state]}
        </span>
        {state !== 'revoked' && (
          <button
            type="button"
            class="quiet danger"
            aria-label={`${texts.revoke}: ${name}`}
            data-action="revoke-token"
            onClick={() => {
              setIsAsking(true);
            }}
          >
            {texts.revoke}
          </button>
        )}
      </div>
      <p class="hint">
        {texts.tokenUses(uses, mostUses)} · {texts.goodUntil} <Time at={expiresAt} /> ·{' '}
        {texts.byPerson(createdBy)} · <Time at={createdAt} />
      </p>
      {problem && <ProblemNote problem={problem} />}
      {isAsking && (
        <Confirm
          title={texts.revokeToken(name)}
          points={texts.revokeTokenMeans}
          action={texts.revoke}
          isBusy={isBusy}
          onConfirm={() => void revoke()}
          onCancel={() => {
            setIsAsking(false);
          }}
        />
      )}
    </li>
  );
}

interface MadeParts {
  readonly made: TokenMade;
  readonly server: string;
  readonly onDone: () => void;
}

/** The only time that the secret of a token is seen. */
function Made({ made: { token, secret }, server, onDone }: MadeParts): VNode {
  const texts = useTexts();
  const pair = `pair --server ${server} --yes`;
  return (
    <div class="made" role="status" data-testid="made">
      <p class="strong">
        <Icon name="alert" /> {texts.tokenOnce(token.name)}
      </p>
      <p class="secret">
        <code data-testid="secret">{secret}</code>
        <CopyButton text={secret} what={token.name} />
      </p>
      <h3>{texts.onEachMachine}</h3>
      <p class="hint">Linux</p>
      <CommandList
        lines={[
          'chmod +x login-doctor-companion-linux-x64',
          `LOGIN_DOCTOR_ENROLMENT_TOKEN=${secret} ./login-doctor-companion-linux-x64 ${pair}`,
        ]}
      />
      <p class="hint">macOS</p>
      <CommandList
        lines={[
          'codesign --sign - login-doctor-companion-darwin-arm64',
          'chmod +x login-doctor-companion-darwin-arm64',
          `LOGIN_DOCTOR_ENROLMENT_TOKEN=${secret} ./login-doctor-companion-darwin-arm64 ${pair}`,
        ]}
      />
      <p class="hint">Windows (PowerShell)</p>
      <CommandList
        lines={[
          `$env:LOGIN_DOCTOR_ENROLMENT_TOKEN='${secret}'; .\\login-doctor-companion-win-x64.exe ${pair}`,
        ]}
      />
      <p class="hint">{texts.yesMeans}</p>
      <button type="button" data-action="done" onClick={onDone}>
        {texts.tokenKept}
      </button>
    </div>
  );
}

/** The tokens by which the machines of a fleet come in; for administrators. */
export function EnrolmentTokens({ server }: { readonly server: string | null }): VNode {
  const texts = useTexts();
  const { value, problem, reload } = useLoaded('tokens', listTokens);
  useRefresh(reload);
  const [made, setMade] = useState<TokenMade | null>(null);
  return (
    <section class="card tokens" aria-labelledby="tokens-title">
      <h2 id="tokens-title">{texts.tokens}</h2>
      <p class="hint">{texts.tokensAre}</p>
      {problem && <ProblemNote problem={problem} retry={reload} />}
      {made ? (
        <Made
          made={made}
          server={server ?? location.origin}
          onDone={() => {
            setMade(null);
          }}
        />
      ) : (
        server !== null && (
          <TokenForm
            onMade={(fresh) => {
              setMade(fresh);
              reload();
            }}
          />
        )
      )}
      {value && value.length > 0 && (
        <ul class="token-list">
          {value.map((token) => (
            <TokenItem key={token.id} token={token} onChange={reload} />
          ))}
        </ul>
      )}
    </section>
  );
}
