import { redirect } from '@sveltejs/kit';
import type { PageLoad } from './$types';

/** A service opens with its overview. */
export const load: PageLoad = ({ params, url }) => {
  redirect(307, `/${params.process}/overview${url.search}`);
};
