import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { readAudit } from '../api/calls.ts';
import { useDoing } from '../api/doing.ts';
import type { AuditEntryView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { AuditList } from '../parts/audit-list.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';

/** Who did what, page after page: with one device, or with everything. */
function AuditTrail({ device }: { readonly device: string | null }): VNode {
  const texts = useTexts();
  const { isBusy, problem, run } = useDoing();
  const [entries, setEntries] = useState<readonly AuditEntryView[]>([]);
  const [next, setNext] = useState<number | null>(null);
  const load = (before: number | null): void => {
    void run(async () => {
      const page = await readAudit(device, before);
      setEntries((shown) => (before === null ? page.entries : [...shown, ...page.entries]));
      setNext(page.next);
    });
  };
  useEffect(() => {
    load(null);
  }, []);
  return (
    <>
      {problem && (
        <ProblemNote
          problem={problem}
          retry={() => {
            load(next);
          }}
        />
      )}
      {entries.length === 0 && !problem && (
        <p class="hint">{isBusy ? texts.loading : texts.noActs}</p>
      )}
      <AuditList entries={entries} around={device === null ? 'nothing' : 'device'} />
      {next !== null && (
        <button
          type="button"
          class="quiet"
          aria-disabled={isBusy}
          onClick={() => {
            load(next);
          }}
        >
          {texts.more}
        </button>
      )}
    </>
  );
}

interface FoldParts {
  readonly device: string | null;
  readonly class: string;
  /** What it is called. */
  readonly children: ComponentChildren;
}

/** The same, read when somebody wants to see it. */
export function FoldedAuditTrail({ device, class: name, children }: FoldParts): VNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      class={name}
      onToggle={({ currentTarget }) => {
        setIsOpen(currentTarget.open);
      }}
    >
      <summary>{children}</summary>
      {isOpen && <AuditTrail device={device} />}
    </details>
  );
}
