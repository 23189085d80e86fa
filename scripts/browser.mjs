// Finds a browser for the tests, or fetches one from npm, or says why there is none.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './fresh.mjs';

const PACKAGE = '@sparticuz/chromium';
const VERSION = '147.0.0';
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a browser that starts: THROUGHLINE_BROWSER, then the usual places, then npm; undefined with a sentence when none can be had. */
export async function findBrowser() {
  const named = process.env.THROUGHLINE_BROWSER;
  if (named === 'none') return undefined;
  if (named) {
    if (existsSync(named)) return named;
    console.error(`THROUGHLINE_BROWSER names ${named}, which is not there.`);
    return undefined;
  }
  return places.find((place) => existsSync(place)) ?? (await fetched());
}

async function fetched() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const home = join(root, '.cache', 'browser');
  mkdirSync(home, { recursive: true });
  if (!existsSync(join(home, 'node_modules', PACKAGE, 'package.json'))) {
    console.error(`No browser found; fetching ${PACKAGE} ${VERSION} from npm (67 MB, once) …`);
    writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const { status } = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', `${PACKAGE}@${VERSION}`], {
      cwd: home,
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) return undefined;
  }
  // the package unpacks into the temporary folder and takes what it finds there: give it one of our own
  const before = process.env.TMPDIR;
  process.env.TMPDIR = home;
  try {
    const { default: chromium } = await import(pathToFileURL(join(home, 'node_modules', PACKAGE, 'build', 'esm', 'index.js')).href).catch(
      () => import(pathToFileURL(join(home, 'node_modules', PACKAGE, 'build', 'index.js')).href),
    );
    const path = await chromium.executablePath();
    return starts(path) ? path : undefined;
  } catch (cause) {
    console.error(`The fetched browser can't be used: ${cause instanceof Error ? cause.message : String(cause)}`);
    return undefined;
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

function starts(path) {
  const { status } = spawnSync(path, ['--headless', '--no-sandbox', '--version'], { stdio: 'ignore' });
  if (status !== 0) console.error('The fetched browser does not start here (a system library such as libnss3 is missing).');
  return status === 0;
}
