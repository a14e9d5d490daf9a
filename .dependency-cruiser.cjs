// The architecture test's rules about imports, for those who want them drawn: npx depcruise --output-type dot model sim properties reports
const parts = ['model', 'sim', 'properties', 'reports', 'test'];
module.exports = {
  forbidden: [
    ...parts.slice(0, -1).map((part, i) => ({
      name: `${part} imports nothing right of it`,
      severity: 'error',
      from: { path: `^${part}/` },
      to: { path: `^(${parts.slice(i + 1).join('|')})/` },
    })),
    { name: 'no cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every import is there',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^hopscope/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
