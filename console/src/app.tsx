import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { readSession } from './api/calls.ts';
import { useIsLive } from './api/connection.ts';
import { useLoaded } from './api/loaded.ts';
import type { Problem } from './api/problem.ts';
import { CasePage } from './case/case-page.tsx';
import { CasesPage } from './cases/cases-page.tsx';
import { DevicesPage } from './devices/devices-page.tsx';
import { Header } from './header.tsx';
import { usePath } from './history.ts';
import { HomePage } from './home/home-page.tsx';
import { JobPage } from './job/job-page.tsx';
import { ErrorPage } from './knowledge/error-page.tsx';
import { KnowledgePage } from './knowledge/knowledge-page.tsx';
import { useTexts } from './language.tsx';
import { NowherePage } from './nowhere-page.tsx';
import { Noticeboard } from './notice.tsx';
import { Icon } from './parts/icon.tsx';
import { ProblemNote } from './parts/problem-note.tsx';
import { ProblemPage, problemInPage } from './problem-page.tsx';
import { routeOf, type Route } from './route.ts';
import { SignedIn } from './session.tsx';

function Page({ route }: { readonly route: Route }): VNode {
  switch (route.page) {
    case 'home':
      return <HomePage />;
    case 'cases':
      return <CasesPage />;
    case 'case':
      return <CasePage key={route.id} id={route.id} />;
    case 'devices':
      return <DevicesPage />;
    case 'job':
      return <JobPage key={route.id} id={route.id} />;
    case 'knowledge':
      return <KnowledgePage />;
    case 'error':
      return <ErrorPage key={route.code} pack={route.pack} code={route.code} />;
    case 'nowhere':
      return <NowherePage />;
  }
}

/** What the server told in place of the page that was asked for, as long as the person stays there. */
function useToldProblem(path: string): Problem | null {
  const [told] = useState(() => ({ problem: problemInPage(), path }));
  return told.path === path ? told.problem : null;
}

/** Stays empty while all is well, so that a screen reader tells what comes into it. */
function NotLive({ isLive }: { readonly isLive: boolean }): VNode {
  const texts = useTexts();
  return (
    <div role="status" class="not-live-place">
      {!isLive && (
        <p class="not-live">
          <Icon name="pulse" />
          {texts.notLive}
        </p>
      )}
    </div>
  );
}

export function App(): VNode {
  const texts = useTexts();
  const path = usePath();
  const session = useLoaded('session', readSession);
  const isLive = useIsLive(session.reload);
  const told = useToldProblem(path);
  const route = routeOf(path);
  const isShut = session.problem?.status === 401;
  // Somebody who was in before keeps what is on show, and what they were typing.
  const instead = told ?? (isShut && !session.value ? session.problem : null);
  return (
    <SignedIn.Provider value={session.value}>
      <a class="skip-link" href="#main">
        {texts.skipLink}
      </a>
      <Header route={route} session={session.value} />
      <main id="main" tabIndex={-1}>
        <NotLive isLive={isLive} />
        {instead && <ProblemPage problem={instead} />}
        {!instead && session.problem && (isShut || !session.value) && (
          <ProblemNote problem={session.problem} retry={session.reload} />
        )}
        {!instead && (
          <Noticeboard path={path}>
            <Page route={route} />
          </Noticeboard>
        )}
      </main>
    </SignedIn.Provider>
  );
}
