import type { VNode } from 'preact';
import { Problem } from './api/problem.ts';
import { useTexts } from './language.tsx';
import { Link } from './parts/link.tsx';
import { Message } from './parts/message.tsx';
import { mayPass, toldProblem, wantsSignIn } from './parts/told-problem.ts';

/** The problem that the server wrote into the page in place of what was asked for; null where there was none. */
export function problemInPage(): Problem | null {
  const code = document.querySelector<HTMLMetaElement>('meta[name=problem]')?.content;
  return code === undefined ? null : new Problem(0, { code, message: code, remedy: '' });
}

/** Shut for this browser: nothing else of the console can be shown. */
const SHUT: readonly string[] = ['enter-first', 'old-address', 'no-sign-in', 'unknown-host'];
const PASSING: readonly string[] = [
  'too-many-requests',
  'internal',
  'busy',
  'stopping',
  'not-ready',
];

/** A problem that is all there is to show. */
export function ProblemPage({ problem }: { readonly problem: Problem }): VNode {
  const texts = useTexts();
  const { code } = problem;
  const { says, remedy } = toldProblem(problem, texts);
  const isPassing = PASSING.includes(code) || mayPass(problem);
  return (
    <Message title={says} text={remedy} problem={code}>
      {wantsSignIn(problem) && (
        <a class="button primary" href="/auth/login">
          {texts.signIn}
        </a>
      )}
      {isPassing && (
        <button
          type="button"
          class="primary"
          onClick={() => {
            location.reload();
          }}
        >
          {texts.tryAgain}
        </button>
      )}
      {!wantsSignIn(problem) && !isPassing && !SHUT.includes(code) && (
        <Link to="/" class="button">
          {texts.toHome}
        </Link>
      )}
    </Message>
  );
}
