import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLanguage, useTexts } from '../language.tsx';
import { useNotice } from '../notice.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useMayWrite } from '../session.tsx';
import { CaseBody } from './case-body.tsx';
import { speakIn, useOpenCase, type OpenCase } from './open-case.ts';

/** Takes the case along when the person changes the language of the console; opening a case changes nothing. */
function useCaseLanguage({ view, send }: OpenCase): void {
  const { language } = useLanguage();
  const mayWrite = useMayWrite();
  const before = useRef(language);
  useEffect(() => {
    if (before.current === language) return;
    before.current = language;
    if (mayWrite && view && view.language !== language) void send(speakIn(language));
  }, [language]);
}

export function CasePage({ id }: { readonly id: string }): VNode {
  const texts = useTexts();
  const say = useNotice();
  const open = useOpenCase(id, () => {
    say(texts.movedOn);
  });
  useCaseLanguage(open);
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
