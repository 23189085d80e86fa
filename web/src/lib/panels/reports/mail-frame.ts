/**
 * A mail as it can be shown inside a page: its links open beside the page. To be put into a frame without scripts (`sandbox`): foreign
 * text in it stays text either way.
 */
export function framed(html: string): string {
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => `${head}${base}`) : `${base}${html}`;
}
