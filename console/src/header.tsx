import type { VNode } from 'preact';
import { signOut } from './api/calls.ts';
import type { Session } from './api/messages.ts';
import icon from './icon.svg';
import { LanguageSwitch } from './language-switch.tsx';
import { useTexts } from './language.tsx';
import { Icon } from './parts/icon.tsx';
import { Link } from './parts/link.tsx';
import type { Route } from './route.ts';

interface Parts {
  readonly route: Route;
  readonly session: Session | null;
}

/** Wherever it ends, the page that comes up says who is signed in. */
async function leave(): Promise<void> {
  try {
    await signOut();
  } finally {
    location.assign('/');
  }
}

function Person({ session }: { readonly session: Session }): VNode {
  const texts = useTexts();
  return (
    <div class="person">
      <span class="who">
        <Icon name="person" />
        <span class="unseen">{texts.signedInAs} </span>
        <span class="name">{session.person}</span>
        <span class="role">{texts.role[session.role]}</span>
      </span>
      {session.signOut && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            void leave();
          }}
        >
          {texts.signOut}
        </button>
      )}
    </div>
  );
}

export function Header({ route: { page }, session }: Parts): VNode {
  const texts = useTexts();
  return (
    <header class="top">
      <Link to="/" class="brand">
        <img src={icon} alt="" width="24" height="24" />
        {texts.product}
      </Link>
      <nav aria-label={texts.navigation}>
        <Link to="/" isCurrent={page === 'home'}>
          {texts.newCase}
        </Link>
        <Link to="/cases" isCurrent={page === 'cases'}>
          {texts.cases}
        </Link>
        <Link to="/devices" isCurrent={page === 'devices' || page === 'job'}>
          {texts.devices}
        </Link>
        <Link to="/knowledge" isCurrent={page === 'knowledge'}>
          {texts.knowledge}
        </Link>
      </nav>
      <div class="top-end">
        <LanguageSwitch />
        {session && <Person session={session} />}
      </div>
    </header>
  );
}
