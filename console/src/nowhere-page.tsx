import type { VNode } from 'preact';
import { useTexts } from './language.tsx';
import { Link } from './parts/link.tsx';
import { Message } from './parts/message.tsx';

export function NowherePage(): VNode {
  const texts = useTexts();
  return (
    <Message title={texts.nowhere} text={texts.nowhereRemedy}>
      <Link to="/" class="button">
        {texts.toHome}
      </Link>
      <Link to="/cases" class="button">
        {texts.toCases}
      </Link>
    </Message>
  );
}
