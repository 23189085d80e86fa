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
      /** The address names an earlier data version: `process.dataVersion` is that one. */
      earlier?: { version: number; newest: number };
      /** The page's place below its service, shown in the top bar: `['Data', 'Import']`. */
      crumbs?: string[];
      /** What a page of no single service is called in the top bar: `Letters`. */
      title?: string;
      /** The page answers to the period of the URL: the top bar offers the picker. */
      usesPeriod?: boolean;
      /** The page offers its address to copy, though it answers to no period. */
      copiesLink?: boolean;
      /** The page fills the window: a narrow rail, no padding, no scrolling of its own. */
      fillsWindow?: boolean;
    }
  }
}

export {};
