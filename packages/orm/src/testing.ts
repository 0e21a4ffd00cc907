/** Entry point `single-table-orm/testing`: engines to test against, and a table per test. */
export type { EngineCapabilities } from './testing/capabilities.ts'
export type { Engine, EngineCommand, EngineOptions } from './testing/engine.ts'
export type { EngineKind, EngineName } from './testing/engine-kind.ts'
export { sharedEngine } from './testing/shared-engine.ts'
export { startEngine } from './testing/start-engine.ts'
export {
  createTestTable,
  plainTable,
  type TableShape,
  type TestTable,
  type TestTableOptions,
} from './testing/test-table.ts'
