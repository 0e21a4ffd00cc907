/** Tables and models as compiled specs, without classes. Test code only. */
import { valuesOf } from '../../src/codec/decode-item.ts'
import { DefinitionError, type Problem } from '../../src/errors/errors.ts'
import { compileModel } from '../../src/schema/compile-model.ts'
import { type DefinitionInput, mergeDefinitions } from '../../src/schema/definition-input.ts'
import type { ModelSpec, RegisteredTable } from '../../src/schema/model-spec.ts'
import { compileTable, type StorageOptions } from '../../src/schema/table-options.ts'

/** A table with two string indexes, unless told otherwise. */
export const defineTable = (options: StorageOptions = {}): RegisteredTable =>
  compileTable({
    indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' }, gsi2: { pk: 'GSI2PK', sk: 'GSI2SK' } },
    ...options,
  })

/** A model whose instances are its plain values. */
export const defineSpec = (
  table: RegisteredTable,
  name: string,
  definition: DefinitionInput,
  parent?: ModelSpec,
): ModelSpec => {
  const spec: ModelSpec = compileModel({
    ...{ table, name, parent, hydrate: (decoded) => valuesOf(spec, decoded) },
    definition: parent === undefined ? definition : mergeDefinitions(parent.definition, definition),
  })
  return spec
}

/** What a definition is refused with: path → messages. */
export const problemsOf = (define: () => unknown): Record<string, string> => {
  try {
    define()
  } catch (error) {
    if (!(error instanceof DefinitionError) || error.code !== 'definition.invalid') throw error
    return Object.fromEntries(merge(error.problems))
  }
  throw new Error('The definition was accepted.')
}

const merge = (problems: readonly Problem[]): Map<string, string> => {
  const merged = new Map<string, string>()
  for (const { path, message } of problems)
    merged.set(path, merged.has(path) ? `${merged.get(path)} | ${message}` : message)
  return merged
}
