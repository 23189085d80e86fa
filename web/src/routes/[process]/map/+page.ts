import type { PageLoad } from './$types';

export const load: PageLoad = () => ({ usesPeriod: true, fillsWindow: true, crumbs: ['Process map'] });
