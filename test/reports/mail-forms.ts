/** HTML of a mail as it is read: without tags and without what is hidden; all spaces one, places where a long word may break not seen. */
export const readHtml = (html: string): string =>
  normal(
    html
      .replace(/<head>[\s\S]*<\/head>/, '')
      .replace(/<div style="display:none[^>]*>[\s\S]*?<\/div>/, '')
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<br>|<\/(td|th|p|h[1-3]|li|tr)>/g, ' ')
      .replace(/<[^>]+>/g, '')
      .replace(/&nbsp;/g, ' ')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&#9632;/g, '■')
      .replace(/&amp;/g, '&'),
  );

/** All spaces one; places where a long word may break are not seen. */
export const normal = (text: string): string =>
  text
    .replaceAll('\u200b', '')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim();

/** How often a text stands in another, none of them in a further one. */
export const timesIn = (text: string, part: string): number => text.split(part).length - 1;
