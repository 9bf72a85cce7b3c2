import type { VNode } from 'preact';
import { useTexts } from '../language.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { useMayWrite } from '../session.tsx';
import { PasteForm } from './paste-form.tsx';
import { RecentCases } from './recent-cases.tsx';

export function HomePage(): VNode {
  const texts = useTexts();
  const mayWrite = useMayWrite();
  return (
    <>
      <PageHead title={texts.homeTitle} leavesFocus={mayWrite} />
      <div class="home">
        {mayWrite ? <PasteForm /> : <p class="card">{texts.mayOnlyRead}</p>}
        <RecentCases />
      </div>
    </>
  );
}
