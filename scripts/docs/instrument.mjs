/** Turns the comments `// => value`, `// sends Operation {…}` and `// throws code` of a module into calls that check them. */
import ts from 'typescript-5.9'
import { lineOf, parseFile, walk } from '../sources.mjs'
import { markers } from './fences.mjs'

/** @typedef {{ kind: string, text: string, line: number }} Marker */
/** @typedef {{ at: number, text: string }} Insertion */
/** @typedef {{ text: string, problems: { line: number, message: string }[] }} Instrumented */

/** The name under which the calls find the object of `checker.mjs`. */
export const checkerName = '__doc'

/**
 * Gives the module with its checks, as TypeScript. Lines keep their numbers.
 *
 * @param {string} text
 * @returns {Instrumented}
 */
export const instrument = (text) => {
  const source = parseFile('page.ts', text)
  const insertions = /** @type {Insertion[]} */ ([])
  const problems = /** @type {Instrumented['problems']} */ ([])
  const attached = /** @type {Set<number>} */ (new Set())
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) {
      const line = lineOf(source, statement.getStart(source))
      insertions.push({ at: statement.getStart(source), text: `${checkerName}.at(${line}); ` })
    }
  }
  for (const statement of [...walk(source)].filter(isListed)) {
    const found = markersAfter(source, statement)
    for (const marker of found) attached.add(marker.line)
    try {
      insertions.push(...checksOf(source, statement, found))
    } catch (error) {
      const line = found[0]?.line ?? lineOf(source, statement.getStart(source))
      problems.push({ line, message: /** @type {Error} */ (error).message })
    }
  }
  for (const [index, line] of text.split('\n').entries()) {
    if (markers.test(`${line} `) && !attached.has(index + 1)) {
      problems.push({ line: index + 1, message: 'The comment follows no statement, so nothing would check it.' })
    }
  }
  return { text: insert(text, insertions), problems }
}

/**
 * Statements in a list, where others may be put before and after.
 *
 * @param {ts.Node} node
 * @returns {node is ts.Statement}
 */
const isListed = (node) => node.parent !== undefined && (ts.isSourceFile(node.parent) || ts.isBlock(node.parent))

/** @type {(source: ts.SourceFile, statement: ts.Statement) => Marker[]} */
const markersAfter = (source, statement) => {
  const ranges = [
    ...(ts.getTrailingCommentRanges(source.text, statement.end) ?? []),
    ...(ts.getLeadingCommentRanges(source.text, statement.end) ?? []),
  ]
  const found = /** @type {Marker[]} */ ([])
  for (const range of ranges.filter(({ kind }) => kind === ts.SyntaxKind.SingleLineCommentTrivia)) {
    const comment = source.text.slice(range.pos + 2, range.end).trim()
    const [, kind, text = ''] = /^(=>|sends|throws)\s+(.*)$/.exec(comment) ?? []
    const last = found.at(-1)
    if (kind !== undefined) found.push({ kind, text, line: lineOf(source, range.pos) })
    else if (last !== undefined && !isWhole(last)) last.text += ` ${comment}`
  }
  return found
}

/** Whether what is expected is whole, or goes on in the next line. @param {Marker} marker */
const isWhole = ({ kind, text }) => {
  const value = kind === 'sends' ? text.replace(/^\w+/, '') : text
  return kind === 'throws' || value.trim() === '' || parses(expectedCode(value))
}

/** @param {string} code */
const parses = (code) =>
  ts.transpileModule(`(${code})`, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2023 } })
    .diagnostics?.length === 0

/** @type {(source: ts.SourceFile, statement: ts.Statement, found: readonly Marker[]) => Insertion[]} */
const checksOf = (source, statement, found) => {
  if (found.length === 0) return []
  const broken = found.find((marker) => !isWhole(marker))
  if (broken !== undefined) throw new Error(`'${broken.text}' is not an expression.`)
  const [start, end] = [statement.getStart(source), statement.end]
  const insertions = /** @type {Insertion[]} */ ([])
  const values = found.filter(({ kind }) => kind === '=>')
  if (values.length > 1) throw new Error('A statement has one value.')
  for (const { text, line } of values) {
    const target = targetOf(statement)
    insertions.push({ at: target.getStart(source), text: `${checkerName}.value(${line}, (` })
    insertions.push({ at: target.end, text: `), () => (${expectedCode(text)}))` })
  }
  for (const { text, line } of found.filter(({ kind }) => kind === 'throws')) {
    if (!ts.isExpressionStatement(statement)) throw new Error('`throws` belongs to a statement that is an expression.')
    insertions.push({ at: start, text: `await ${checkerName}.throws(${line}, ${JSON.stringify(text)}, async () => { ` })
    insertions.push({ at: end, text: ' });' })
  }
  const sent = found.filter(({ kind }) => kind === 'sends')
  if (sent.length > 0) {
    const list = sent.map(({ text }) => `[${requestCode(text)}]`).join(', ')
    insertions.unshift({ at: start, text: `${checkerName}.mark(); ` })
    insertions.push({ at: end, text: `; ${checkerName}.sends(${sent[0]?.line}, () => [${list}]);` })
  }
  return insertions
}

/** The expression whose value `// =>` tells. @param {ts.Statement} statement @returns {ts.Expression} */
const targetOf = (statement) => {
  if (ts.isExpressionStatement(statement)) {
    const call = statement.expression
    const [only, ...others] = ts.isCallExpression(call) ? call.arguments : []
    const isLog = ts.isCallExpression(call) && call.expression.getText() === 'console.log'
    return isLog && only !== undefined && others.length === 0 ? only : call
  }
  const [only, ...others] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : []
  if (only?.initializer !== undefined && others.length === 0) return only.initializer
  throw new Error('`// =>` follows an expression, or the declaration of one variable.')
}

/** @param {string} text `Query { … }`, `Query` or `nothing` */
const requestCode = (text) => {
  const [, operation = '', body = ''] = /^(\w+)\s*(.*)$/.exec(text) ?? []
  return `${JSON.stringify(operation)}, ${body === '' ? '{}' : expectedCode(body)}`
}

/** Replaces `…` (or `...` before an end) outside of texts: a value that does not matter, or further members. @param {string} text */
const expectedCode = (text) =>
  text.trim() === '…'
    ? `${checkerName}.any`
    : text.replace(
        /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|(:\s*)?(?:…|\.\.\.(?=\s*[,}\]]))/g,
        (match, colon) => {
          if (/^['"`]/.test(match)) return match
          return colon === undefined ? `...${checkerName}.rest` : `${colon}${checkerName}.any`
        },
      )

/** @type {(text: string, insertions: readonly Insertion[]) => string} */
const insert = (text, insertions) => {
  let [result, from] = ['', 0]
  const sorted = insertions.map((one, order) => ({ ...one, order })).sort((a, b) => a.at - b.at || a.order - b.order)
  for (const { at, text: added } of sorted) {
    result += text.slice(from, at) + added
    from = at
  }
  return result + text.slice(from)
}
