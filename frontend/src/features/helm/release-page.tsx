import { Link, useParams } from '@tanstack/react-router';
import { Page } from '@/ui/page';
import { ReleaseDetails } from './release-details';

/** One release with the whole room to itself. */
export function ReleasePage() {
  const ref = useParams({ from: '/releases/$context/$namespace/$name' });
  return (
    <Page
      title={
        <>
          <Link to="/releases" className="font-normal text-muted hover:text-text">
            Releases
          </Link>
          <span className="text-faint">/</span>
          <span className="truncate">{ref.name}</span>
        </>
      }
      about={`${ref.namespace} as ${ref.context}`}
    >
      <div className="flex h-full min-h-0 flex-col">
        <ReleaseDetails key={`${ref.context}/${ref.namespace}/${ref.name}`} reference={ref} />
      </div>
    </Page>
  );
}
