/** Where the letters of a service, or of the house, have their pages. */
export interface Places {
  /** The schedules. */
  schedules: string;
  blank: string;
  schedule: (id: string) => string;
  archive: string;
  letter: (id: string) => string;
  sending: string;
}

export const placesOf = (process: string | null): Places =>
  process === null
    ? {
        schedules: '/letters',
        blank: '/letters/new',
        schedule: (id) => `/letters/schedules/${id}`,
        archive: '/letters/archive',
        letter: (id) => `/letters/${id}`,
        sending: '/letters/sending',
      }
    : {
        schedules: `/${process}/reports`,
        blank: `/${process}/reports/new`,
        schedule: (id) => `/${process}/reports/${id}`,
        archive: `/${process}/letters`,
        letter: (id) => `/${process}/letters/${id}`,
        sending: `/${process}/reports/sending`,
      };
