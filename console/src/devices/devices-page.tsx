import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useLoaded } from '../api/loaded.ts';
import { useRefresh } from '../api/refresh.ts';
import { useTexts } from '../language.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useIsAdmin } from '../session.tsx';
import { FoldedAuditTrail } from './audit-trail.tsx';
import { DeviceItem } from './device-item.tsx';
import { readDevices } from './device-pages.ts';
import { EnrolmentTokens } from './enrolment-tokens.tsx';

const PAGE = 50;

/** How a device gets here, where there is none. */
function NoDevices({ server }: { readonly server: string | null }): VNode {
  const texts = useTexts();
  const isAdmin = useIsAdmin();
  if (server === null) return <p class="card">{texts.noCompanions}</p>;
  return (
    <section class="card" data-testid="no-devices">
      <h2>{texts.noDevices}</h2>
      <ol class="items steps">
        {texts.howToPair.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p class="hint">{isAdmin ? texts.howToEnrol : texts.howToEnrolAsk}</p>
    </section>
  );
}

/** The machines with companions. */
export function DevicesPage(): VNode {
  const texts = useTexts();
  const isAdmin = useIsAdmin();
  const [wanted, setWanted] = useState(PAGE);
  const { value, problem, reload } = useLoaded(`devices ${wanted}`, () => readDevices(wanted));
  useRefresh(reload);
  const devices = value?.devices ?? [];
  return (
    <>
      <PageHead title={texts.devices}>
        <p class="hint lead">{texts.devicesAre}</p>
      </PageHead>
      {problem && <ProblemNote problem={problem} retry={reload} />}
      {!value && !problem && <p role="status">{texts.loading}</p>}
      {value && devices.length === 0 && <NoDevices server={value.server} />}
      {devices.length > 0 && (
        <>
          {value?.server === null && <p class="note">{texts.noCompanions}</p>}
          <p class="hint" role="status">
            {texts.devicesShown(devices.length)}
          </p>
          <ul class="card flush devices">
            {devices.map((device) => (
              <DeviceItem key={device.id} device={device} onChange={reload} />
            ))}
          </ul>
        </>
      )}
      {typeof value?.next === 'string' && (
        <button
          type="button"
          class="more"
          onClick={() => {
            setWanted(devices.length + PAGE);
          }}
        >
          {texts.more}
        </button>
      )}
      {isAdmin && value && (
        <>
          <EnrolmentTokens server={value.server} />
          <FoldedAuditTrail device={null} class="card fold whole-trail">
            <h2>{texts.auditTrail}</h2> <span class="hint">{texts.auditTrailHint}</span>
          </FoldedAuditTrail>
        </>
      )}
    </>
  );
}
