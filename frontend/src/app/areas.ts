import { Boxes, Cable, FileCog, House, LayoutGrid, type LucideIcon, Scale, ScrollText, Server } from 'lucide-react';

export interface Area {
  to: '/' | '/applications' | '/releases' | '/clusters' | '/connections' | '/fleet' | '/audit' | '/duties';
  title: string;
  /** The key after g. */
  letter: string;
  icon: LucideIcon;
}

/** The areas of the window, in the order of the rail. */
export const areas: readonly Area[] = [
  { to: '/', title: 'Home', letter: 'h', icon: House },
  { to: '/applications', title: 'Applications', letter: 'a', icon: LayoutGrid },
  { to: '/releases', title: 'Releases', letter: 'r', icon: Boxes },
  { to: '/clusters', title: 'Clusters', letter: 'c', icon: Server },
  { to: '/connections', title: 'Connections', letter: 'n', icon: Cable },
  { to: '/fleet', title: 'Fleet', letter: 'f', icon: FileCog },
  { to: '/audit', title: 'Audit', letter: 'u', icon: ScrollText },
  { to: '/duties', title: 'Duties', letter: 'd', icon: Scale },
];
