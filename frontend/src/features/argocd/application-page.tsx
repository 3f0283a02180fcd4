import { Link, useParams } from '@tanstack/react-router';
import type { ApplicationRef } from '@/bridge/types';
import { Page } from '@/ui/page';
import { ApplicationDetails } from './application-details';

/** One application with the whole room to itself. */
export function ApplicationPage() {
  const ref: ApplicationRef = useParams({ from: '/applications/$instance/$project/$name' });
  return (
    <Page
      title={
        <>
          <Link to="/applications" className="font-normal text-muted hover:text-text">
            Applications
          </Link>
          <span className="text-faint">/</span>
          <span className="truncate">{ref.name}</span>
        </>
      }
    >
      <div className="flex h-full min-h-0 flex-col">
        <ApplicationDetails key={ref.name} reference={ref} />
      </div>
    </Page>
  );
}
