import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import staticAdapter from '@sveltejs/adapter-static';
import type { Adapter } from '@sveltejs/kit';

const FOLDER = 'build';

/**
 * The static adapter, with the script that starts the page in a file of its own.
 *
 * Kit writes it into the page; in a file it passes a content security policy of `script-src 'self'` without a
 * hash that the server would have to know. The page is compressed after that, so all three copies agree.
 */
export function pageAdapter(): Adapter {
  const inner = staticAdapter({ pages: FOLDER, assets: FOLDER, fallback: 'index.html', precompress: false, strict: true });
  return {
    ...inner,
    async adapt(builder) {
      await inner.adapt(builder);
      moveStartScript(builder.config.kit.appDir);
      await builder.compress(FOLDER);
    },
  };
}

function moveStartScript(appFolder: string): void {
  const page = join(FOLDER, 'index.html');
  const html = readFileSync(page, 'utf8');
  const found = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)];
  const [whole, body] = found[0] ?? [];
  if (found.length !== 1 || whole === undefined || body === undefined)
    throw new Error(`Expected one inline script in ${page}, found ${String(found.length)}.`);
  const name = `start-${createHash('sha256').update(body).digest('hex').slice(0, 10)}.js`;
  writeFileSync(join(FOLDER, appFolder, 'immutable', name), body);
  writeFileSync(page, html.replace(whole, `<script src="/${appFolder}/immutable/${name}"></script>`));
}
