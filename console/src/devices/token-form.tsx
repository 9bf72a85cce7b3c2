import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { makeToken } from '../api/calls.ts';
import { useDoing } from '../api/doing.ts';
import type { TokenMade } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';

/** What the server takes. */
const LONGEST_NAME = 64;
const MOST_DAYS = 365;
const MOST_USES = 100_000;

interface FieldParts {
  readonly label: string;
  readonly name: string;
  readonly most: number;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function NumberField({ label, name, most, value, onValue }: FieldParts): VNode {
  return (
    <label>
      <span>{label}</span>
      <input
        type="number"
        name={name}
        min={1}
        max={most}
        step={1}
        required
        value={value}
        onInput={({ currentTarget }) => {
          onValue(currentTarget.value);
        }}
      />
    </label>
  );
}

/** Makes an enrolment token. */
export function TokenForm({ onMade }: { readonly onMade: (made: TokenMade) => void }): VNode {
  const texts = useTexts();
  const { isBusy, problem, run } = useDoing();
  const [name, setName] = useState('');
  const [days, setDays] = useState('30');
  const [uses, setUses] = useState('50');
  const make = async (): Promise<void> => {
    await run(async () => {
      onMade(await makeToken({ name, days: Number(days), mostUses: Number(uses) }));
    });
  };
  return (
    <form
      class="token-form"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <label class="wide">
        <span>{texts.tokenName}</span>
        <input
          type="text"
          name="token-name"
          maxLength={LONGEST_NAME}
          required
          pattern=".*\S.*"
          placeholder={texts.tokenNameExample}
          value={name}
          onInput={({ currentTarget }) => {
            setName(currentTarget.value);
          }}
        />
      </label>
      <NumberField
        label={texts.tokenDays}
        name="days"
        most={MOST_DAYS}
        value={days}
        onValue={setDays}
      />
      <NumberField
        label={texts.tokenMostUses}
        name="uses"
        most={MOST_USES}
        value={uses}
        onValue={setUses}
      />
      <button type="submit" aria-disabled={isBusy}>
        {isBusy ? texts.working : texts.makeToken}
      </button>
      {problem && <ProblemNote problem={problem} />}
    </form>
  );
}
