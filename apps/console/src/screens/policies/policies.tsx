import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../lib/call';
import { ScreenPage } from '../../parts/screen-page';
import { Asked } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { PolicyVersions } from '../../types.gen';
import { Preview } from './preview';

const POLICY = 'standard-support';

export default function Policies({ who }: ScreenProps) {
  const versions = useQuery({
    queryKey: ['policies'],
    queryFn: async () => (await call('GET /policies/{policyId}/versions', { path: { policyId: POLICY } })).data,
  });
  return (
    <ScreenPage
      title="Policies"
      beside={
        <span className="quiet">
          What tickets are promised, and what nights cost. A version that is published never changes.
        </span>
      }
    >
      <Asked of={versions}>{(all) => <Versions all={all} mayPublish={who.role === 'policy-admin'} />}</Asked>
    </ScreenPage>
  );
}

const Versions = ({ all, mayPublish }: { all: PolicyVersions; mayPublish: boolean }) => {
  const newest = all.at(-1);
  const [chosen, choose] = useState(newest?.version);
  const shown = all.find(({ version }) => version === chosen) ?? newest;
  if (!newest || !shown) return null;
  return (
    <>
      <p className="chips">
        {all.map(({ version }) => (
          <button
            key={version}
            type="button"
            className="chip"
            aria-pressed={version === shown.version}
            onClick={() => choose(version)}
          >
            {`Version ${version}${version === newest.version ? ', in force' : ''}`}
          </button>
        ))}
      </p>
      {mayPublish && <Preview key={newest.version} newest={newest} />}
      <section className="panel" aria-label={`Version ${shown.version}`}>
        <h2>
          {shown.policyId}, version {shown.version}
        </h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
        <pre className="document" tabIndex={0}>
          {JSON.stringify(shown.document, null, 2)}
        </pre>
      </section>
    </>
  );
};
