import type { IconName } from '$lib/ui/icons.ts';

/** One place to go. */
export interface NavItem {
  name: string;
  href: string;
  icon: IconName;
  current: boolean;
}

/** The pages of a service that exist. The choice of cases in `search` goes along to pages that answer to it. */
export function serviceItems(process: string, path: string, search: string): NavItem[] {
  const item = (name: string, page: string, icon: IconName, carries: boolean): NavItem => {
    const href = `/${process}/${page}`;
    return { name, href: carries ? `${href}${search}` : href, icon, current: path === href || path.startsWith(`${href}/`) };
  };
  return [item('Overview', 'overview', 'overview', true), item('Data', 'data', 'data', false)];
}

/** The way to all services. */
export const servicesItem = (path: string, name = 'Services'): NavItem => ({ name, href: '/', icon: 'services', current: path === '/' });
