/** Puts blocks together into one TypeScript module, and remembers where each line came from. */
import ts from 'typescript-5.9'
import { parseFile, walk } from '../sources.mjs'

/** @typedef {import('./fences.mjs').Fence} Fence */
/** @typedef {{ page: string, line: number }} Origin */

/**
 * `origins[n]` is where line `n + 1` of `text` came from; `undefined` for lines that were added.
 *
 * @typedef {{ text: string, origins: readonly (Origin | undefined)[] }} Assembled
 */
/** Names that blocks may use without an import. @typedef {{ specifier: string, names: readonly string[] }} Scope */

/**
 * Joins the blocks in their order. A name that an earlier block imported may be imported again; names of `scopes` that the
 * blocks use and do not declare are imported on the first line, the first scope that has a name winning.
 *
 * @param {readonly Fence[]} fences
 * @param {readonly Scope[]} [scopes]
 * @returns {Assembled}
 */
export const assemble = (fences, scopes = []) => {
  const imported = /** @type {Set<string>} */ (new Set())
  const parts = fences.map((fence) => withoutRepeatedImports(fence.code, imported))
  const lines = [`${scopeImports(parts, scopes)}export {}`]
  const origins = /** @type {(Origin | undefined)[]} */ ([undefined])
  for (const [index, fence] of fences.entries()) {
    for (const [offset, line] of (parts[index] ?? '').split('\n').entries()) {
      lines.push(line)
      origins.push({ page: fence.page, line: fence.line + offset })
    }
  }
  return { text: `${lines.join('\n')}\n`, origins }
}

/** Blanks out what was imported already, and keeps every other character in its place. @type {(code: string, imported: Set<string>) => string} */
const withoutRepeatedImports = (code, imported) => {
  let text = code
  for (const statement of parseFile('block.ts', code).statements) {
    if (!ts.isImportDeclaration(statement)) continue
    const bindings = statement.importClause?.namedBindings
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue
    for (const element of bindings.elements) {
      const id = `${statement.moduleSpecifier.getText()} ${element.getText().replace(/^type /, '')}`
      if (imported.has(id)) text = blank(text, element.getStart(), afterComma(code, element.getEnd()))
      imported.add(id)
    }
  }
  return text
}

/** @type {(code: string, position: number) => number} */
const afterComma = (code, position) => position + (/^\s*,/.exec(code.slice(position))?.[0].length ?? 0)

/** @type {(text: string, start: number, end: number) => string} */
const blank = (text, start, end) =>
  text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end)

/** @type {(parts: readonly string[], scopes: readonly Scope[]) => string} */
const scopeImports = (parts, scopes) => {
  const source = parseFile('page.ts', parts.join('\n'))
  const used = new Set([...walk(source)].filter(ts.isIdentifier).map((node) => node.text))
  const taken = new Set(declaredNames(source))
  let text = ''
  for (const { specifier, names } of scopes) {
    const wanted = names.filter((name) => used.has(name) && !taken.has(name))
    for (const name of wanted) taken.add(name)
    if (wanted.length > 0) text += `import { ${wanted.join(', ')} } from '${specifier}'; `
  }
  return text
}

/** @param {ts.SourceFile} source */
const declaredNames = (source) =>
  source.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement)) {
      return [...walk(statement)].filter(ts.isIdentifier).map((node) => node.text)
    }
    return namesOf(statement)
  })

/**
 * The names that a file exports by declarations of its own, types included.
 *
 * @param {ts.SourceFile} source
 */
export const exportedNames = (source) =>
  source.statements
    .filter(
      (one) =>
        ts.canHaveModifiers(one) && ts.getModifiers(one)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
    )
    .flatMap(namesOf)

/** @param {ts.Statement} statement @returns {string[]} */
const namesOf = (statement) => {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap((one) => boundNames(one.name))
  const { name } = /** @type {{ name?: ts.Node }} */ (/** @type {unknown} */ (statement))
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : []
}

/** @param {ts.BindingName} name @returns {string[]} */
const boundNames = (name) =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []))
