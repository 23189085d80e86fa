import { choicesOf } from '$lib/panels/reports/editor-data.ts';
import type { PageLoad } from './$types';

/** A blank letter about all services. */
export const load: PageLoad = async ({ fetch }) => ({ title: 'Letters about all services', choices: await choicesOf(null, fetch) });
