import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../engine/package-root.ts';

interface Manifest {
  engines: { node: string };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}
interface Lock {
  packages: Record<
    string,
    { resolved?: string; hasInstallScript?: boolean; optional?: boolean; version?: string; engines?: { node?: string } }
  >;
}
const read = <T>(name: string): T => JSON.parse(readFileSync(join(packageRoot, name), 'utf8')) as T;
const manifest = read<Manifest>('package.json');
const lock = read<Lock>('package-lock.json');

describe('the package', () => {
  it('names exact versions, so that every machine installs the same', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('has a lock file without download addresses', () => {
    const addressed = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined);
    expect(addressed).toEqual([]);
  });

  it('installs without running scripts of packages', () => {
    const scripted = Object.entries(lock.packages).filter(
      ([name, entry]) => entry.hasInstallScript && name !== 'node_modules/fsevents' && !name.endsWith('/fsevents'),
    );
    expect(scripted).toEqual([]);
  });

  it('brings the native parts of every common machine', () => {
    const names = Object.keys(lock.packages);
    for (const platform of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64']) {
      expect(names, platform).toContain(`node_modules/@duckdb/node-bindings-${platform}`);
    }
  });
});

describe('the house', () => {
  it('opens every room with a README', () => {
    const rooms = ['model', 'engine', 'pipelines', 'server', 'charts', 'web', 'sample-data', 'test', 'bench'];
    expect(rooms.filter((room) => !existsSync(join(packageRoot, room, 'README.md')))).toEqual([]);
  });
});
