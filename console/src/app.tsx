import type { VNode } from 'preact';
import { readSession } from './api/calls.ts';
import { useLoaded } from './api/loaded.ts';
import { CasePage } from './case/case-page.tsx';
import { CasesPage } from './cases/cases-page.tsx';
import { Header } from './header.tsx';
import { usePath } from './history.ts';
import { HomePage } from './home/home-page.tsx';
import { ErrorPage } from './knowledge/error-page.tsx';
import { KnowledgePage } from './knowledge/knowledge-page.tsx';
import { useTexts } from './language.tsx';
import { NowherePage } from './nowhere-page.tsx';
import { Noticeboard } from './notice.tsx';
import { ProblemNote } from './parts/problem-note.tsx';
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
    case 'knowledge':
      return <KnowledgePage />;
    case 'error':
      return <ErrorPage key={route.code} pack={route.pack} code={route.code} />;
    case 'nowhere':
      return <NowherePage />;
  }
}

export function App(): VNode {
  const texts = useTexts();
  const path = usePath();
  const session = useLoaded('session', readSession);
  const route = routeOf(path);
  const isSignedOut = session.problem?.status === 401;
  return (
    <SignedIn.Provider value={session.value}>
      <a class="skip-link" href="#main">
        {texts.skipLink}
      </a>
      <Header route={route} session={session.value} />
      <main id="main" tabIndex={-1}>
        {session.problem && <ProblemNote problem={session.problem} retry={session.reload} />}
        {!isSignedOut && (
          <Noticeboard path={path}>
            <Page route={route} />
          </Noticeboard>
        )}
      </main>
    </SignedIn.Provider>
  );
}
