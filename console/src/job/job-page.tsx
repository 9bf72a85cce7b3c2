import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { livePath, readJob, sendEvent } from '../api/calls.ts';
import { useDoing } from '../api/doing.ts';
import { useLive } from '../api/live.ts';
import { useLoaded } from '../api/loaded.ts';
import type { CheckEnded, JobStep, JobView } from '../api/messages.ts';
import { SweepPanel } from '../case/sweep-panel.tsx';
import { useOnceId } from '../api/once-id.ts';
import { newsOf, NOTHING_HEARD, withCheck, withHeard, type Heard } from '../case/with-checks.ts';
import { LANG, useTexts } from '../language.tsx';
import { AuditList } from '../parts/audit-list.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Link } from '../parts/link.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Time } from '../parts/time.tsx';
import { casePath } from '../route.ts';
import { useMayWrite } from '../session.tsx';

const ICONS = {
  open: 'wait',
  running: 'pulse',
  finished: 'done',
  refused: 'cross',
  aborted: 'cross',
  expired: 'clock',
} as const satisfies Record<JobView['status'], IconName>;

const BADGES = {
  open: '',
  running: 'open',
  finished: 'resolved',
  refused: 'escalated',
  aborted: 'escalated',
  expired: 'escalated',
} as const satisfies Record<JobView['status'], string>;

/** A job, kept up to date by the stream of its case. */
function useJob(id: string): {
  readonly job: JobView | null;
  readonly heard: Heard;
  readonly problem: ReturnType<typeof useLoaded>['problem'];
  readonly reload: () => void;
} {
  const { value, problem, reload } = useLoaded(`job ${id}`, () => readJob(id));
  const [heard, setHeard] = useState<Heard>(NOTHING_HEARD);
  useLive(value && { path: livePath(value.case.id), after: value.live }, {
    on: {
      entry: reload,
      check(data) {
        setHeard((before) => withCheck(before, data as CheckEnded));
      },
      job(data) {
        const step = data as JobStep;
        setHeard((before) => ({ ...before, step }));
        // Who agreed to it is noted with the job.
        if (step.step === 'begun') reload();
      },
    },
    onReturn() {
      setHeard(NOTHING_HEARD);
      reload();
    },
  });
  return { job: value && withHeard(value, heard), heard, problem, reload };
}

function Facts({ job }: { readonly job: JobView }): VNode {
  const texts = useTexts();
  const { case: of, requester, at, consent, begunAt, endedAt } = job;
  const words = of.title || of.excerpt || texts.untitled;
  return (
    <dl class="facts" data-testid="job-facts">
      <div>
        <dt>{texts.ofCase}</dt>
        <dd>
          <Link to={casePath(of.id)}>
            {of.code !== null && <code class="code">{of.code}</code>}{' '}
            <span lang={LANG[of.language]}>{words}</span>
          </Link>
        </dd>
      </div>
      <div>
        <dt>{texts.asked}</dt>
        <dd>
          {texts.byPerson(requester)} · <Time at={at} />
        </dd>
      </div>
      <div>
        <dt>{texts.consent}</dt>
        <dd>{texts.consentOf(consent)}</dd>
      </div>
      {begunAt !== null && (
        <div>
          <dt>{texts.begun}</dt>
          <dd>
            <Time at={begunAt} />
          </dd>
        </div>
      )}
      {endedAt !== null && (
        <div>
          <dt>{texts.ended}</dt>
          <dd>
            <Time at={endedAt} />
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Whoever works on its case can call it off. */
function Stop({ job, onDone }: { readonly job: JobView; readonly onDone: () => void }): VNode {
  const texts = useTexts();
  const { isBusy, problem, run } = useDoing();
  const onceId = useOnceId();
  const stop = async (): Promise<void> => {
    const event = { kind: 'pressed', action: 'stop-checks' } as const;
    const id = onceId.of(event.action);
    if (await run(() => sendEvent(job.case.id, { id, ...event }))) onceId.arrived();
    onDone();
  };
  return (
    <p>
      <button
        type="button"
        class="plain"
        data-action="stop-checks"
        aria-disabled={isBusy}
        onClick={() => void stop()}
      >
        {texts.stopChecks}
      </button>
      {problem && <ProblemNote problem={problem} />}
    </p>
  );
}

/** One sweep that was asked of a device: who asked, who agreed, what came of it. */
export function JobPage({ id }: { readonly id: string }): VNode {
  const texts = useTexts();
  const mayWrite = useMayWrite();
  const { job, heard, problem, reload } = useJob(id);
  return (
    <div class="entry job" data-job={id} data-status={job?.status}>
      <p class="crumb">
        <Link to="/devices">{texts.devices}</Link>
      </p>
      <PageHead title={job ? texts.jobOn(job.place) : texts.job}>
        {job && (
          <p class="facts-line">
            <span class={`badge ${BADGES[job.status]}`}>
              <Icon name={ICONS[job.status]} />
              {texts.jobStatus[job.status]}
            </span>
            <span class="hint" title={job.id}>
              {job.id}
            </span>
          </p>
        )}
      </PageHead>
      {problem && <ProblemNote problem={problem} retry={reload} />}
      {!job && !problem && <p role="status">{texts.loading}</p>}
      {job && (
        <>
          <section class="card">
            <Facts job={job} />
          </section>
          <section class="card" aria-labelledby="job-checks">
            <h2 id="job-checks">{texts.measuredTitle}</h2>
            <SweepPanel
              sweep={job}
              language={job.case.language}
              news={newsOf(job, heard)}
              isJobPage
            />
            {mayWrite && !job.hasEnded && <Stop job={job} onDone={reload} />}
          </section>
          <section class="card" aria-labelledby="job-audit">
            <h2 id="job-audit">{texts.history}</h2>
            <AuditList entries={job.audit} around="job" />
          </section>
        </>
      )}
    </div>
  );
}
