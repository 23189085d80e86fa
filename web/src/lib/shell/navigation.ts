import type { IconName } from '$lib/ui/icons.ts';

/** One place to go. */
export interface NavItem {
  name: string;
  /** Where the name is too long: below the page of a phone. */
  short?: string;
  href: string;
  icon: IconName;
  current: boolean;
  /** How many of something wait or run there. */
  count?: number;
  /** What is counted: “active”. */
  counted?: string;
}

/**
 * The pages of a service that exist. The choice of cases in `search` goes along to pages that answer to it. `active`: how many
 * improvements are, `alerts` how many are open, as far as that is known.
 */
export function serviceItems(process: string, path: string, search: string, active = 0, alerts = 0): NavItem[] {
  const isAt = (page: string) => path === `/${process}/${page}` || path.startsWith(`/${process}/${page}/`);
  // several pages may share an item, as tabs
  const item = (name: string, page: string, icon: IconName, carries: boolean, ...tabs: string[]): NavItem => {
    const href = `/${process}/${page}`;
    return { name, href: carries ? `${href}${search}` : href, icon, current: [page, ...tabs].some(isAt) };
  };
  return [
    item('Overview', 'overview', 'overview', true),
    { ...item('Process map', 'map', 'map', true), short: 'Map' },
    item('Bottlenecks', 'bottlenecks', 'bottleneck', true),
    { ...item('Flow and work', 'flow', 'flow', true, 'work'), short: 'Flow' },
    { ...item('Service levels', 'service-levels', 'target', true, 'after-delivery'), short: 'Levels' },
    item('Satisfaction', 'satisfaction', 'satisfaction', true),
    { ...item('Variants and cases', 'variants', 'variants', true, 'cases'), short: 'Variants' },
    {
      ...item('Improvements', 'improvements', 'improvements', false),
      short: 'Improve',
      ...(active > 0 ? { count: active, counted: 'active' } : {}),
    },
    {
      ...item('Reports', 'reports', 'file', false, 'letters', 'alerts'),
      ...(alerts > 0 ? { count: alerts, counted: alerts === 1 ? 'alert open' : 'alerts open' } : {}),
    },
    item('Data', 'data', 'data', false),
  ];
}

/** What belongs to the house and to no single service. */
export const houseItems = (path: string): NavItem[] => [
  { name: 'Letters', href: '/letters', icon: 'file', current: path === '/letters' || path.startsWith('/letters/') },
  { name: 'Channels', href: '/channels', icon: 'link', current: path === '/channels' },
];

/** The way to all services. */
export const servicesItem = (path: string, name = 'Services'): NavItem => ({ name, href: '/', icon: 'services', current: path === '/' });
