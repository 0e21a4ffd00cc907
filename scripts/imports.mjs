/** Reads the imports of a source file with TypeScript's own parser: what is named, from where, and when it is loaded. */
import ts from 'typescript-5.9'
import { lineOf, walk } from './sources.mjs'

/**
 * `value` is loaded with the file, `type` is erased, `dynamic` is loaded when the call runs.
 *
 * @typedef {{ specifier: string, kind: 'value' | 'type' | 'dynamic', line: number }} Import
 */

/**
 * All imports and re-exports of a file, `import('…')` calls and types included.
 *
 * An `import { type X }` counts as `value`: under `verbatimModuleSyntax` the module is loaded all the same.
 *
 * @param {ts.SourceFile} source
 * @returns {Import[]}
 */
export const importsOf = (source) => {
  const found = /** @type {Import[]} */ ([])
  for (const node of walk(source)) {
    const one = importOf(node)
    if (one !== undefined) found.push({ ...one, line: lineOf(source, node.getStart(source)) })
  }
  return found
}

/**
 * @param {ts.Node} node
 * @returns {Omit<Import, 'line'> | undefined}
 */
const importOf = (node) => {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, kind: node.importClause?.isTypeOnly ? 'type' : 'value' }
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, kind: node.isTypeOnly ? 'type' : 'value' }
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal.text, kind: 'type' }
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments
    const text = argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : '(computed)'
    return { specifier: text, kind: 'dynamic' }
  }
  return undefined
}
