// swc's own visitor stops at `using`, and the cruise with it.
const { default: Visitor } = require('@swc/core/Visitor.js');
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  this.visitVariableDeclarators(statement.decls);
  return statement;
};

// Who may import whom: one entry a room, in the order of the table in docs/architecture.md. Type-only imports count.
const rooms = {
  domain: { at: '^src/domain/', mayImport: ['^src/domain/'], packages: false },
  ports: { at: '^src/ports/', mayImport: ['^src/(ports|domain)/'], packages: false },
  'use-cases': { at: '^src/use-cases/', mayImport: ['^src/(use-cases|ports|domain)/'], packages: false },
  'driving-adapters': {
    at: '^src/adapters/(slack|http-api|webhooks|proxy|schedule)/',
    mayImport: ['^src/adapters/$1/', '^src/(use-cases|ports|domain)/'],
    packages: true,
  },
  'driven-adapters': {
    at: '^src/adapters/(?!(?:slack|http-api|webhooks|proxy|schedule)/)([^/]+)/',
    mayImport: ['^src/adapters/$1/', '^src/(ports|domain)/'],
    packages: true,
  },
  config: { at: '^src/config/', mayImport: ['^src/(config|domain)/'], packages: true },
  client: { at: '^src/client/', mayImport: ['^src/client/'], packages: true },
  main: { at: '^src/main[.]ts$', mayImport: ['^src/cli/(server|client)/'], packages: true },
  'cli-server': {
    at: '^src/cli/server/',
    mayImport: ['^src/(cli/server|config|use-cases|ports|domain)/', '^src/wiring/'],
    packages: true,
  },
  'cli-client': { at: '^src/cli/client/', mayImport: ['^src/(cli/client|client)/'], packages: true },
  'sandbox-and-demo': { at: '^src/(sandbox/|demo[.]ts$)', mayImport: ['^src/sandbox/'], packages: true },
  wiring: {
    at: '^src/wiring/',
    mayImport: ['^src/(wiring|adapters|config|client|cli|use-cases|ports|domain)/'],
    packages: true,
  },
};

const everyRoom = Object.values(rooms).map((room) => room.at);

const roomRules = Object.entries(rooms).map(([name, { at, mayImport, packages }]) => ({
  name: `${name}-stay-in-their-room`,
  severity: 'error',
  from: { path: at },
  to: { ...(packages && { path: '^src/' }), pathNot: mayImport },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'every-file-has-a-room',
      comment: 'A folder that no rule names would be bound by none.',
      severity: 'error',
      from: { path: '^src/', pathNot: everyRoom },
      to: {},
    },
    {
      name: 'no-roomless-file-is-imported',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: everyRoom },
    },
    {
      name: 'wiring-is-for-the-server-and-tests',
      severity: 'error',
      from: { pathNot: '^(src/(cli/server|wiring)/|test/)' },
      to: { path: '^src/wiring/' },
    },
    {
      name: 'wiring-loads-when-the-command-runs',
      comment: 'Otherwise `nightlatch --help` would load Bolt and Prisma.',
      severity: 'error',
      from: { path: '^src/cli/server/' },
      to: { path: '^src/wiring/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'commands-load-when-they-run',
      severity: 'error',
      from: { path: '^src/main[.]ts$' },
      to: { path: '^src/cli/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'generated-client-stays-in-postgres',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/postgres/' },
      to: { path: '^src/adapters/postgres/generated/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'imports-resolve', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'src-runs-without-dev-packages',
      comment: 'The image is installed with --omit=dev; the sandbox is not in it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(sandbox/|demo[.]ts$)' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'src-imports-no-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|[.]ci)/' },
    },
  ],
  options: {
    // With typescript 7 and no swc, dependency-cruiser reads no module and says all is well.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '^src/adapters/postgres/generated/'] },
    exclude: { path: '^test/architecture/canary/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default', 'require'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
};
