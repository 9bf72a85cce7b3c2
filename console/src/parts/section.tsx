import type { VNode } from 'preact';
import type { SectionView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { CommandList } from './command-list.tsx';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icon.tsx';
import { OwnedItem } from './owned-item.tsx';

/** More lines than these are unfolded by whoever wants them; the question that follows stays in sight. */
const MOST_LINES = 6;

function Commands({ heading, lines }: { heading: string; lines: readonly string[] }): VNode {
  const texts = useTexts();
  return (
    <details class="command-lines" open={lines.length <= MOST_LINES}>
      <summary>
        <h3>{heading}</h3> <span class="hint">{texts.commandCount(lines.length)}</span>
      </summary>
      {lines.length > 1 && <CopyButton text={lines.join('\n')} what={texts.allOf(heading)} isAll />}
      <CommandList lines={lines} />
    </details>
  );
}

interface TableParts {
  readonly heading: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function Table({ heading, columns, rows }: TableParts): VNode {
  return (
    <details class="table">
      <summary>
        <h3>{heading}</h3>
      </summary>
      <div class="table-wide" role="region" aria-label={heading} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, at) => (
                  <td key={at}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** One section of a reply. All of it is text, and much of it is somebody else's. */
export function Section({ section }: { readonly section: SectionView }): VNode {
  switch (section.kind) {
    case 'text':
      return <p class="text">{section.text}</p>;
    case 'note':
      return (
        <p class="note">
          <Icon name="info" />
          <span>{section.text}</span>
        </p>
      );
    case 'steps':
      return (
        <>
          <h3>{section.heading}</h3>
          <ol class="items steps">
            {section.items.map((item, at) => (
              <OwnedItem key={at} text={item.text} owner={item.aside} copies />
            ))}
          </ol>
        </>
      );
    case 'list':
      return (
        <>
          <h3>{section.heading}</h3>
          <ul class="items">
            {section.items.map((item, at) => (
              <OwnedItem key={at} text={item.text} owner={item.aside} />
            ))}
          </ul>
        </>
      );
    case 'quote':
      return (
        <>
          <h3>{section.heading}</h3>
          <ul class="quotes">
            {section.lines.map((line, at) => (
              <li key={at}>
                <code>{line}</code>
              </li>
            ))}
          </ul>
        </>
      );
    case 'table':
      return <Table heading={section.heading} columns={section.columns} rows={section.rows} />;
    case 'commands':
      return <Commands heading={section.heading} lines={section.lines} />;
  }
}
