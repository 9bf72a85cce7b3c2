import type { VNode } from 'preact';
import { useTexts } from '../language.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { useMayWrite } from '../session.tsx';
import { PasteForm } from './paste-form.tsx';
import { RecentCases } from './recent-cases.tsx';

export function HomePage(): VNode {
  const texts = useTexts();
  return (
    <>
      <PageHead title={texts.homeTitle} />
      <div class="home">
        {useMayWrite() ? <PasteForm /> : <p class="card">{texts.mayOnlyRead}</p>}
        <RecentCases />
      </div>
    </>
  );
}
