/**
 * The registry of error codes: one entry per problem, `area.problem`, with the class that carries it, the rule that was
 * broken and the usual fix. `docs/errors.md` documents every entry and a test throws every one; a check compares all three.
 */

/** What the registry knows of a code. */
export interface CodeEntry {
  /** Name of the error class that carries the code. */
  readonly type: string
  /** The rule, one sentence. */
  readonly rule: string
  /** The usual fix, one sentence; a throw site may give a better one. */
  readonly hint: string
  /** Whether the same call may succeed later without a change. */
  readonly retryable?: true
}

const entry = (type: string, rule: string, hint: string, retryable?: true): CodeEntry =>
  Object.freeze(retryable ? { type, rule, hint, retryable } : { type, rule, hint })

export const codes = {
  // definitions
  'definition.invalid': entry(
    'DefinitionError',
    'A table or model definition must be consistent.',
    'Fix every problem in the list; they are all reported at once.',
  ),
  // values
  'validation.invalid': entry(
    'ValidationError',
    'Values must meet their fields before anything is sent.',
    'Fix every issue in the list; they are all reported at once.',
  ),
  // decoding
  'decode.type': entry(
    'DecodeError',
    'A stored attribute must have the type its field declares.',
    'Repair the item, or declare the field with the type that is stored.',
  ),
  'decode.unrecognised': entry(
    'DecodeError',
    'An item must belong to a model of the table.',
    'Register the model that wrote the item, or read it with table.scan().',
  ),
  // keys
  'key.missing': entry('KeyError', 'A key needs every field that its template references.', 'Give the missing fields.'),
  'key.empty': entry(
    'KeyError',
    'DynamoDB refuses an empty key attribute.',
    'Give the fields of the key non-empty values, or put literal text into the template.',
  ),
  'key.too-long': entry(
    'KeyError',
    'A partition key holds at most 2048 bytes of UTF-8, a sort key 1024.',
    'Shorten the values that the key references.',
  ),
  'key.ambiguous': entry(
    'KeyError',
    'Under raw encoding a value must not contain the literal that follows it in the template.',
    'Change the value, or use the ordered encoding.',
  ),
  'key.value': entry(
    'KeyError',
    'A key holds well-formed values of the declared kind only.',
    'Give a value of the field’s type and range.',
  ),
  'key.changed': entry(
    'KeyError',
    'A field that the primary key references never changes in place.',
    'Move the item: instance.move(newKey).',
  ),
  // queries
  'query.no-index': entry(
    'QueryError',
    'A query needs every field of one index’s partition key, then sort-key fields left to right.',
    'Give the fields of one of the listed patterns, add a pattern, or scan explicitly.',
  ),
  'query.unknown-field': entry(
    'QueryError',
    'A query names declared fields only.',
    'Check the spelling, or declare the field.',
  ),
  'query.operator': entry(
    'QueryError',
    'An operator must fit its field and place.',
    'Use one of the operators that the place allows.',
  ),
  'query.option': entry(
    'QueryError',
    'A call takes the options and arguments that it documents, in their documented range.',
    'Give a value in range, or leave the option out.',
  ),
  'query.expression-size': entry(
    'QueryError',
    'An expression has at most 4 KB, as it is sent, and 300 operators and functions; all its names and values have 2 MB.',
    'Give fewer conditions, fields or changes, or split the call.',
  ),
  'query.not-one': entry('QueryError', 'one() needs exactly one matching item.', 'Use first(), or narrow the query.'),
  'query.budget': entry(
    'BudgetExceeded',
    'A read stops when its budget is spent.',
    'Go on from `next`, raise the budget, or use page(), which gives what it has.',
  ),
  'query.collection': entry(
    'QueryError',
    'The models of a collection share one partition key template.',
    'Name models whose partition key template is the same, character for character.',
  ),
  'cursor.invalid': entry(
    'CursorError',
    'A cursor is used as it was given, for the query that gave it.',
    'Start again from the first page.',
  ),
  // items
  'item.not-found': entry('ItemNotFound', 'The item must exist.', 'Use find() where absence is normal.'),
  'item.exists': entry(
    'ItemExists',
    'create() never overwrites an item.',
    'Use getOrCreate(), updateOrCreate(), upsert() or replace().',
  ),
  'item.too-large': entry(
    'ValidationError',
    'DynamoDB refuses an item over 400 KB, attribute names included.',
    'Store large parts elsewhere, or split the item.',
  ),
  // writes
  'write.condition': entry('ConditionFailed', 'The condition of a write must hold.', 'Read the item again and decide.'),
  'write.contention': entry(
    'ConditionFailed',
    'An index-consistent update needs a moment without other writers.',
    'Try again later, or give the call more `retries`.',
    true,
  ),
  'write.version': entry(
    'VersionConflict',
    'A write is of the version that is stored.',
    'Read the item again and decide; `current` is the item as it is now.',
  ),
  'write.change': entry(
    'QueryError',
    'A change must fit its field.',
    'Use plain values, or an operator that the field’s type allows.',
  ),
  'write.conflict': entry('QueryError', 'One update may touch a path only once.', 'Merge the changes into one.'),
  'write.unique': entry(
    'UniqueViolation',
    'Values of a unique constraint belong to one item at most.',
    'Choose other values.',
  ),
  'write.state': entry(
    'QueryError',
    'An instance call must fit the instance’s state.',
    'Save the instance first, or load it anew.',
  ),
  'transaction.failed': entry(
    'TransactionFailed',
    'All operations of a transaction succeed, or none does.',
    'Look at `reasons`, one per operation.',
  ),
  'transaction.too-large': entry(
    'TransactionFailed',
    'DynamoDB takes at most 100 operations and 4 MB in a transaction.',
    'Split the transaction.',
  ),
  'transaction.conflict': entry(
    'TransactionFailed',
    'Other writers of the same items must leave a transaction a moment to itself.',
    'Try again later, or spread the writes over more items.',
    true,
  ),
  'transaction.same-item': entry(
    'TransactionFailed',
    'A transaction does one thing to each item.',
    'Join the operations into one, or leave one of them out.',
  ),
  'transaction.state': entry(
    'QueryError',
    'A transaction collects operations on models and instances inside its own function, and does not nest.',
    'Call tx only inside the function, with a model class or an instance.',
  ),
  'bulk.failed': entry(
    'BulkFailed',
    'Every item of a bulk write must be written.',
    'Look at `failed`, one entry per item that was not written, and at `notTried`.',
  ),
  // transport
  'request.failed': entry('RequestError', 'DynamoDB must accept the request.', 'Read the service’s own message.'),
  'request.network': entry(
    'RequestError',
    'The endpoint must be reachable.',
    'Check endpoint, network and timeouts.',
    true,
  ),
  'request.timeout': entry(
    'RequestError',
    'A request must finish within its time limits.',
    'Raise the limits, or look for throttling.',
    true,
  ),
  'request.aborted': entry(
    'RequestError',
    'The caller’s AbortSignal must not fire before the answer.',
    'Nothing to fix: the call was cancelled.',
  ),
  'request.corrupt': entry(
    'RequestError',
    'A response must match its CRC32 checksum and be well-formed.',
    'Try again; if it persists, look at proxies in between.',
    true,
  ),
  'request.credentials': entry(
    'RequestError',
    'A request to AWS must be signed.',
    'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or install @aws-sdk/credential-provider-node.',
  ),
  'request.region': entry('RequestError', 'The region must be known.', 'Set AWS_REGION, or give `region`.'),
  'request.configuration': entry(
    'RequestError',
    'Transport options must be well-formed.',
    'Give an http(s) endpoint and positive limits.',
  ),
  'request.throttled': entry(
    'Throttled',
    'DynamoDB admits what the table and its partitions can take.',
    'Retry later, raise capacity, or spread the keys.',
    true,
  ),
  'table.not-found': entry(
    'TableNotFound',
    'The table and its index must exist.',
    'Create the table with table.ensure(), or check name and region.',
  ),
  'table.name': entry('DefinitionError', 'A table needs a name.', 'Give `name`, or set STORM_TABLE or DB_TABLE_NAME.'),
  // testing
  'engine.unavailable': entry(
    'RequestError',
    'The embedded engine must be installed and must start.',
    'Install dynoxide, set DYNOXIDE_BIN, or set an endpoint.',
  ),
} as const satisfies Record<string, CodeEntry>

/** Every error code. */
export type ErrorCode = keyof typeof codes
