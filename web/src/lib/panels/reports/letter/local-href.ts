/** A link of a letter, if it stays in this house: a path, and no address of another server that only looks like one. Else null. */
export const localHref = (href: string | null): string | null => (href !== null && /^\/(?![/\\])/.test(href) ? href : null);
