import { createContext, type ComponentChildren, type VNode } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { useTexts } from './language.tsx';
import { Icon } from './parts/icon.tsx';

type Say = (text: string) => void;

const Saying = createContext<Say>(() => undefined);

/** Tells the person something that is no answer to a request, on the page that is on show then. */
export function useNotice(): Say {
  return useContext(Saying);
}

/** A bar over the page that stays until it is closed, replaced, or the person goes to another page. */
export function Noticeboard({
  path,
  children,
}: {
  readonly path: string;
  readonly children: ComponentChildren;
}): VNode {
  const texts = useTexts();
  const [notice, setNotice] = useState<{ readonly text: string; readonly path: string }>();
  const shown = notice?.path === path ? notice.text : null;
  return (
    <Saying.Provider
      value={(text) => {
        setNotice({ text, path: location.pathname });
      }}
    >
      <div role="status" class={shown === null ? undefined : 'notice'}>
        {shown !== null && (
          <>
            <Icon name="info" />
            <span>{shown}</span>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                setNotice(undefined);
              }}
            >
              {texts.close}
            </button>
          </>
        )}
      </div>
      {children}
    </Saying.Provider>
  );
}
