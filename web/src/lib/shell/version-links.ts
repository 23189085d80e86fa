import { readableQuery } from '../../../../model/scope.ts';
import type { VersionCause, VersionRecord } from '../../../../model/version.ts';
import { EVERYTHING, VERSION_KEY } from '../scope/page-scope.ts';

/** A page of a service at a data version, with all its cases: an earlier version may have none in the newest period. */
export const atVersion = (process: string, page: 'overview' | 'map', version: number | null): string =>
  `/${process}/${page}?period=${EVERYTHING}${version === null ? '' : `&${VERSION_KEY}=${String(version)}`}`;

/** The open page at the newest data version. */
export function atNewest(url: URL): string {
  const query = new URLSearchParams(url.searchParams);
  query.delete(VERSION_KEY);
  return query.size === 0 ? url.pathname : `${url.pathname}?${readableQuery(query)}`;
}

const CAUSES: Readonly<Record<VersionCause, string>> = {
  import: 'Import',
  undo: 'Taken back',
  redo: 'Brought again',
  blueprint: 'Stages changed',
  'cut-off': 'Cut-off changed',
  zone: 'Time zone changed',
};
export const causeName = (cause: VersionRecord['cause']): string => CAUSES[cause];
