import type { VNode } from 'preact';
import type { Problem } from '../api/problem.ts';
import { useTexts } from '../language.tsx';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';
import { mayPass, toldProblem, wantsSignIn } from './told-problem.ts';

interface Parts {
  readonly problem: Problem;
  readonly retry?: () => void;
}

/** What went wrong and what to do about it; trying again is offered only where it can help. */
export function ProblemNote({ problem, retry }: Parts): VNode {
  const texts = useTexts();
  const { says, remedy } = toldProblem(problem, texts);
  return (
    <div class="problem" role="alert" data-problem={problem.code}>
      <Icon name="alert" />
      <div>
        <p class="strong">{says}</p>
        <p>{remedy}</p>
        {wantsSignIn(problem) && (
          <p>
            <a href="/auth/login">{texts.signIn}</a>
          </p>
        )}
        {problem.code === 'unknown-case' && (
          <p>
            <Link to="/cases">{texts.toCases}</Link>
          </p>
        )}
        {retry && mayPass(problem) && (
          <button type="button" onClick={retry}>
            {texts.tryAgain}
          </button>
        )}
      </div>
    </div>
  );
}
