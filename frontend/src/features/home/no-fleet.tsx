import { useQuery } from '@tanstack/react-query';
import { aboutQuery } from '@/bridge/about';
import { TextLink } from '@/ui/links';
import { StatusShape } from '@/ui/status';

/** On a first start there is no fleet; this leads to where one is proposed. */
export function NoFleet() {
  const { data: about } = useQuery(aboutQuery);
  if (!about?.fleet.missing) return null;
  return (
    <section
      aria-label="No fleet"
      className="flex items-center gap-3 rounded-md border border-line bg-surface px-3 py-2.5"
    >
      <StatusShape shape="ring" tone="unknown" />
      <p className="min-w-0 flex-1">
        <span className="font-semibold">You have no fleet yet.</span>{' '}
        <span className="text-muted">Until there is one, every context is unclassified and read only.</span>
      </p>
      <TextLink to="/fleet">Propose one from your contexts</TextLink>
    </section>
  );
}
