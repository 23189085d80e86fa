/** The DuckDB schema of a process. The prefix keeps ids such as `main` from meeting the engine's own names. */
export const schemaOf = (process: string): string => `p_${process}`;
