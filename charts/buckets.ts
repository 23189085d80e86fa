export type BucketSize = 'day' | 'week' | 'month';

const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });
const month = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short', year: 'numeric' });

/** A bucket as a label: `4 May` for days and weeks, `May 2026` for months. */
export function bucketLabel(bucket: string, size: BucketSize): string {
  return (size === 'month' ? month : day).format(new Date(`${bucket.slice(0, 10)}T00:00:00Z`)).replace('Sept', 'Sep');
}
