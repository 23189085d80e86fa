// Which room may import which (docs/architecture.md). "a ← b" there is "b may import a" here.
const rooms = {
  model: [],
  engine: ['model'],
  pipelines: ['model', 'engine'],
  charts: ['model'],
  'sample-data': ['model', 'engine'],
  server: ['model', 'engine', 'pipelines', 'charts', 'sample-data'],
  web: ['model', 'charts'],
  bench: ['model', 'engine', 'pipelines', 'server', 'charts', 'sample-data'],
};
const all = Object.keys(rooms);

module.exports = {
  forbidden: [
    ...all.map((room) => ({
      name: `${room}-imports`,
      comment: `${room} may import ${rooms[room].join(', ') || 'no other room'}`,
      severity: 'error',
      from: { path: `^${room}/` },
      to: {
        path: `^(${all.filter((other) => other !== room && !rooms[room].includes(other)).join('|')})/`,
        // web and charts take the shape of answers, and nothing that runs, from the catalogue
        ...(room === 'web' || room === 'charts' ? { pathNot: '^server/analytics/catalog\\.ts$' } : {}),
      },
    })),
    {
      name: 'catalog-types-only',
      comment: 'web and charts import only types from the catalogue',
      severity: 'error',
      from: { path: '^(web|charts)/' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'not-from-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    {
      name: 'laws-have-one-seed',
      comment: 'fast-check comes from test/support/laws.ts',
      severity: 'error',
      from: { path: '^test/', pathNot: '^test/support/laws\\.ts$' },
      to: { path: 'node_modules/fast-check/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'charts-know-no-page', severity: 'error', from: { path: '^charts/' }, to: { path: '(svelte|node:)' } },
    {
      name: 'declared-packages',
      severity: 'error',
      from: { pathNot: '^(test|bench|scripts)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|build|\\.svelte-kit|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.svelte'],
    },
  },
};
