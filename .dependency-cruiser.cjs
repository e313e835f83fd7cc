/** The rooms of the house, in the order in which they may know of each other: each only those to its left. */
const features = ['git-access', 'keys', 'kubernetes', 'billing'];
const floors = [['platform'], ['directory'], ['auth'], features];

/** Never up: what stands on a floor may not import from any floor above it. */
const floorRules = floors.slice(0, -1).map((floor, level) => ({
  name: `${floor[0]}-knows-nothing-above`,
  comment: 'imports run one way: apps → features → auth → directory → platform',
  severity: 'error',
  from: { path: `^libs/(${floor.join('|')})/` },
  to: {
    path: `^(apps/|libs/(${floors
      .slice(level + 1)
      .flat()
      .join('|')})/)`,
  },
}));

module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: 'no-circle',
      comment: 'what needs each other to be understood belongs in one file, or a third one',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'features-stand-alone',
      comment: 'what two features need lives in auth or directory',
      severity: 'error',
      from: { path: `^libs/(${features.join('|')})/` },
      to: { path: `^libs/(${features.join('|')})/`, pathNot: '^libs/$1/' },
    },
    {
      name: 'libraries-know-no-app',
      comment: 'apps wire libraries; no library knows by whom it is wired',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-stand-alone',
      comment: 'what two apps need lives in a library',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/[^/]+/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libraries-through-their-door',
      comment: 'a library is imported as @app/<name>, which is its index.ts',
      severity: 'error',
      from: { path: '^(libs/[^/]+|apps/[^/]+)/' },
      to: { path: '^libs/', pathNot: ['^$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'decision-imports-itself-only',
      comment:
        'the policy is a pure function: no framework, no clock, no store, no file (design of the decision core); ' +
        'the two libraries are pure as well, one for addresses, one for regular expressions in linear time',
      severity: 'error',
      from: { path: '^libs/git-access/src/decision/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { pathNot: ['^libs/git-access/src/decision/(?!testing/)', '^node_modules/(ipaddr\\.js|re2js)/'] },
    },
    {
      name: 'only-tests-know-tests',
      comment: 'what is built stands without test/; the tests beside it may use test/support',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { path: '^test/' },
    },
    {
      name: 'no-unresolved',
      comment: 'an import that leads nowhere is not checked by any other rule',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-dependencies-only',
      comment: 'what runs in production is named in package.json under dependencies',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm', 'type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types count too: they tie rooms together just as well.
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
