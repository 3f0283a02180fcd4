import { Link } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

export const linkStyle = 'rounded-sm text-accent underline-offset-2 hover:underline';

/** A link in text. */
export const TextLink: typeof Link = ((props: ComponentProps<typeof Link>) => (
  <Link {...props} className={linkStyle} />
)) as typeof Link;
