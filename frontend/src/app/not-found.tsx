import { TextLink } from '@/ui/links';
import { Empty } from '@/ui/notices';

export const NotFound = () => (
  <div className="grid h-full place-items-center">
    <Empty title="There is no such place" action={<TextLink to="/">Go to Home</TextLink>} />
  </div>
);
