import type { ProcessSummary } from '$model/process.ts';

declare global {
  namespace App {
    interface Error {
      message: string;
      /** Where, and what to do about it. */
      detail?: string;
    }
    /** What the frame around a page needs to know about it. */
    interface PageData {
      processes?: ProcessSummary[];
      process?: ProcessSummary;
      /** The page's place below its service, shown in the top bar: `['Data', 'Import']`. */
      crumbs?: string[];
      /** The page answers to the period of the URL: the top bar offers the picker. */
      usesPeriod?: boolean;
    }
  }
}

export {};
