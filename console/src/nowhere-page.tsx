import type { VNode } from 'preact';
import { useTexts } from './language.tsx';
import { Link } from './parts/link.tsx';
import { PageHead } from './parts/page-head.tsx';

export function NowherePage(): VNode {
  const texts = useTexts();
  return (
    <>
      <PageHead title={texts.nowhere} />
      <p>
        <Link to="/">{texts.toHome}</Link>
      </p>
    </>
  );
}
