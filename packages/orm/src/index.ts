/** The main entry point: everything that application code imports from `single-table-orm`. */

export { Unrecognised } from './codec/unrecognised.ts'
export { BudgetExceeded } from './errors/budget-exceeded.ts'
export type { ErrorCode } from './errors/codes.ts'
export {
  BulkFailed,
  type BulkFailure,
  ConditionFailed,
  CursorError,
  DecodeError,
  DefinitionError,
  type Issue,
  ItemExists,
  ItemNotFound,
  KeyError,
  type Problem,
  QueryError,
  RequestError,
  TableNotFound,
  Throttled,
  TransactionFailed,
  UniqueViolation,
  ValidationError,
  VersionConflict,
} from './errors/errors.ts'
export { StormError } from './errors/storm-error.ts'
export type { BatchProgress } from './execute/batch-get.ts'
export type {
  BulkOptions,
  BulkProgress,
  CountOptions,
  CreateManyOptions,
  Inputs,
  UpdateMatchesOptions,
} from './execute/bulk-types.ts'
export type { PlainRequest } from './execute/send.ts'
export type { Change, Changes, ModelChanges } from './expression/change-types.ts'
export {
  addTo,
  append,
  at,
  F,
  ifMissing,
  minus,
  patch,
  plus,
  prepend,
  remove,
  removeFrom,
} from './expression/changes.ts'
export type { Condition, Filter, Lookup, Operator } from './expression/lookup-types.ts'
export {
  and,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  missing,
  ne,
  not,
  oneOf,
  or,
  ref,
  size,
  typeIs,
} from './expression/operators.ts'
export type {
  DateField,
  FieldBuilders,
  FieldOf,
  GeneratedField,
  JsonValue,
  NumberField,
  StringField,
} from './field/builder-types.ts'
export { f } from './field/f.ts'
export type {
  Field,
  FieldMap,
  FieldsOf,
  GivenOf,
  InputOf,
  InsertOf,
  MapOutput,
  Optionals,
  OutputOf,
  Trait,
  ValuesOf,
} from './field/field-types.ts'
export type { History, HistoryDiff, HistoryEntry, HistoryPage, HistoryPageOptions } from './model/history-types.ts'
export type {
  CallOptions,
  CreateOptions,
  DeleteKeyOptions,
  DeleteOptions,
  Instance,
  Returned,
  Returning,
  ReturningOptions,
  SaveOptions,
  UpdateKeyOptions,
  UpdateOptions,
  Versioned,
  VersionOptions,
  WriteCallOptions,
  WriteOptions,
} from './model/instance-types.ts'
export type { GetManyOptions, GetOptions, ItemManager, Manager, WriteIntent } from './model/manager-types.ts'
// Types that declarations of users' exported models name.
export type {
  AbstractModelClass,
  AnyModel,
  ErrorClass,
  MissingPrimary,
  MissingSelf,
  ModelClass,
  ModelExtender,
  ModelFactory,
  ModelStatics,
} from './model/model-types.ts'
export type { HeldRefusals, HeldScanRefusals, HeldSet, PartManager } from './model/part-manager-types.ts'
export { prefetch } from './model/prefetch.ts'
export { related } from './model/related.ts'
export type {
  PrefetchOptions,
  Related,
  RelatedMany,
  RelatedManyOptions,
  RelationNames,
  ToMany,
  ToOne,
} from './model/related-types.ts'
export { type LazyTable, Table } from './model/table.ts'
export type { TableDescription } from './model/table-admin.ts'
export type { AnyInstance, Scanned, TableScan, TableScanOptions } from './model/table-scan-types.ts'
export type { Override, TableOptions } from './model/table-types.ts'
export { versionOf } from './model/version-of.ts'
export type { Collection, CollectionItem, CollectionQuery, Grouped, GroupedPage } from './query/collection-types.ts'
export type { KeyParts, PartOf, PartOfPattern } from './query/part-types.ts'
export type { GlobalRefusals, Page, QuerySet, Refusals, ScanRefusals } from './query/query-set-types.ts'
export type { ReadIntent } from './query/read-intent.ts'
export type { SnapshotOptions } from './query/snapshot.ts'
export type { Estimate } from './read/estimate.ts'
export type { Explanation } from './read/explain.ts'
export type { Budget, ScanOptions, ScanProgress } from './read/query-state.ts'
export type {
  HistoryOptions,
  KeyMap,
  LockingOptions,
  ModelParts,
  ModelTypes,
} from './schema/definition.ts'
export type { HeldTypes } from './schema/held-types.ts'
export type { IndexOptions } from './schema/table-options.ts'
export type { Credentials } from './transport/credentials.ts'
export type { HttpTransportOptions } from './transport/http-options.ts'
export { httpTransport } from './transport/http-transport.ts'
export type { Middleware, MiddlewareRequest } from './transport/middleware.ts'
export type { SendOptions, Transport, TransportResponse } from './transport/transport.ts'
export type { None } from './types/none.ts'
export type { Plain } from './types/plain.ts'
export type { StandardSchema, StandardTypes } from './types/standard-schema.ts'
export type {
  Transaction,
  TransactionFunction,
  TransactionInstance,
  TransactionIntent,
  TransactionModel,
  TransactionOptions,
} from './unit/transaction-types.ts'
export type { AttributeValue, Item } from './wire/attribute-value.ts'
export type { HistoryOperation } from './write/history.ts'
