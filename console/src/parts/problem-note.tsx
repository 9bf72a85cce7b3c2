import type { VNode } from 'preact';
import type { Problem } from '../api/problem.ts';
import { useTexts } from '../language.tsx';
import { Icon } from './icon.tsx';

interface Parts {
  readonly problem: Problem;
  readonly retry?: () => void;
}

/** What went wrong and what to do about it, in the server's words where it answered. */
export function ProblemNote({ problem, retry }: Parts): VNode {
  const texts = useTexts();
  const isUnreachable = problem.code === 'unreachable';
  const isSignedOut = problem.status === 401;
  return (
    <div class="problem" role="alert">
      <Icon name="alert" />
      <div>
        <p class="strong">{isUnreachable ? texts.unreachable : problem.message}</p>
        <p>{isUnreachable ? texts.unreachableRemedy : problem.remedy}</p>
        {isSignedOut && (
          <p>
            <a href="/auth/login">{texts.signIn}</a>
          </p>
        )}
        {retry && !isSignedOut && (
          <button type="button" onClick={retry}>
            {texts.tryAgain}
          </button>
        )}
      </div>
    </div>
  );
}
