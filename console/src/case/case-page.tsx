import type { VNode } from 'preact';
import { useTexts } from '../language.tsx';
import { useNotice } from '../notice.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { CaseBody } from './case-body.tsx';
import { useOpenCase } from './open-case.ts';

export function CasePage({ id }: { readonly id: string }): VNode {
  const texts = useTexts();
  const say = useNotice();
  const open = useOpenCase(id, () => {
    say(texts.movedOn);
  });
  const { view, problem, reload } = open;
  return (
    <>
      {problem && <ProblemNote problem={problem} retry={reload} />}
      {view ? (
        <CaseBody view={view} open={open} />
      ) : (
        !problem && <p role="status">{texts.loading}</p>
      )}
    </>
  );
}
