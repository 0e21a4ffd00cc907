/** The rank table of `packages/orm/src` as data, and every exception from the rules about imports with its reason. */

/** @typedef {{ rank: number, folders: readonly string[], holds: string }} Floor */
/** @typedef {{ from: string, to: string, reason: string }} Exception */

/** @type {readonly Floor[]} */
export const floors = [
  { rank: 0, folders: ['util', 'types'], holds: 'pure helpers, one topic a file; helpers that are types only' },
  { rank: 1, folders: ['errors'], holds: 'the registry of codes, the error classes, problems of a definition' },
  { rank: 2, folders: ['wire'], holds: 'what DynamoDB speaks: attribute values, numbers, sizes, limits, requests' },
  {
    rank: 3,
    folders: ['key', 'field', 'transport'],
    holds: 'key codec; field builders; the port, http, retries, signing',
  },
  {
    rank: 4,
    folders: ['schema', 'sdk'],
    holds: 'declarations to frozen specs, and their checks; the AWS SDK behind the port',
  },
  { rank: 5, folders: ['codec', 'expression'], holds: 'items to values and back; conditions, changes and projections' },
  {
    rank: 6,
    folders: ['read', 'write', 'admin', 'stream'],
    holds: 'read plans; write intents; table steps; change events',
  },
  { rank: 7, folders: ['execute'], holds: 'the only core that awaits: pages, batches, conditional retries' },
  { rank: 8, folders: ['query', 'unit'], holds: 'query sets and collections; transactions and batches' },
  { rank: 9, folders: ['model'], holds: 'model factory, instance, manager, table' },
  { rank: 10, folders: ['migrate', 'testing', 'blob'], holds: 'leaves, each with an entry file of its own' },
]

/** Folders that `import 'single-table-orm'` never loads, except by a dynamic import when they are used. */
export const leaves = ['admin', 'stream', 'migrate', 'testing', 'blob']

/**
 * Imports that the rank table forbids and that are right all the same. `from` and `to` are a file or a folder of `src`.
 *
 * @type {readonly Exception[]}
 */
export const importExceptions = [
  {
    from: 'field',
    to: 'key/key-encoding.ts',
    reason:
      'Both have rank 3: a field says how a key encodes it. The file holds types only; key/ never imports field/.',
  },
]

/**
 * Leaves that may be loaded by the main entry. `from` is the importing file, `to` the file of the leaf.
 *
 * @type {readonly Exception[]}
 */
export const leafExceptions = []

/**
 * Packages that the sources may name, besides Node's own modules. `from` is a file or a folder of `src`.
 *
 * @type {readonly Exception[]}
 */
export const packageExceptions = [
  { from: 'sdk', to: '@aws-sdk/', reason: 'The room of the AWS SDK, an optional peer.' },
  { from: 'sdk', to: '@smithy/', reason: 'Types of the SDK’s public extension points.' },
  {
    from: 'transport/credentials.ts',
    to: '@aws-sdk/credential-provider-node',
    reason: 'Loaded by a dynamic import, and only when the environment does not hold the keys.',
  },
  { from: 'field', to: '@standard-schema/spec', reason: 'Types only: the interface of validators.' },
  { from: 'types', to: '@standard-schema/spec', reason: 'Types only: the interface of validators.' },
]
