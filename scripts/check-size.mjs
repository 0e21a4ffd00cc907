/** Checks the size of files and functions, file names, and that every source file opens with a header comment. */
import { basename, join } from 'node:path'
import ts from 'typescript-5.9'
import { isCode, isTest, lineOf, listFiles, parseFile, projectRoot, runAsProgram, walk } from './sources.mjs'

/** Limits in lines of code: blank lines and comments do not count. */
export const limits = { file: 300, function: 60 }

/**
 * Places that may be larger, each with its reason: `path` for a file, `path#name` for a function.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const sizeExceptions = {}

const folders = [
  'packages/orm/src',
  'packages/kit/src',
  'packages/orm/test',
  'packages/kit/test',
  'examples',
  'bench',
  'scripts',
]

/**
 * @param {string} [root]
 * @param {Readonly<Record<string, string>>} [exceptions]
 * @returns {import('./sources.mjs').Findings}
 */
export const checkSize = (root = projectRoot, exceptions = sizeExceptions) => {
  const files = folders.flatMap((folder) => listFiles(join(root, folder), isCode).map((file) => `${folder}/${file}`))
  const problems = files.flatMap((file) => [
    ...nameProblems(file),
    ...(isTest(file) || file.includes('/test/') ? [] : contentProblems(file, join(root, file), exceptions)),
  ])
  const gone = Object.keys(exceptions).filter((place) => !files.includes(place.replace(/#.*/, '')))
  problems.push(...gone.map((place) => `scripts/check-size.mjs: The exception for ${place} names no file.`))
  return { checked: files.length, what: 'files', problems }
}

/** @param {string} file */
const nameProblems = (file) => {
  const name = basename(file)
  const problems = []
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(name)) {
    problems.push(`${file}:1: File names are kebab-case.`)
  }
  if (/^(utils?|helpers?|misc|common)\./.test(name)) problems.push(`${file}:1: Name the file after what it holds.`)
  return problems
}

/** @type {(file: string, path: string, exceptions: Readonly<Record<string, string>>) => string[]} */
const contentProblems = (file, path, exceptions) => {
  const source = parseFile(path)
  const lines = codeLines(source)
  const problems = /** @type {string[]} */ ([])
  if (!hasHeader(source)) problems.push(`${file}:1: A file opens with a comment that says what it holds.`)
  if (lines.size > limits.file && exceptions[file] === undefined) {
    problems.push(`${file}:1: The file has ${lines.size} lines of code; the limit is ${limits.file}.`)
  }
  for (const node of walk(source)) {
    const size = isFunction(node) ? linesBetween(source, lines, node) : 0
    if (size <= limits.function || exceptions[`${file}#${functionName(node)}`] !== undefined) continue
    const at = lineOf(source, node.getStart(source))
    problems.push(`${file}:${at}: ${functionName(node)} has ${size} lines of code; the limit is ${limits.function}.`)
  }
  return problems
}

/** The numbers of the lines that hold a token. @param {ts.SourceFile} source */
const codeLines = (source) => {
  const lines = /** @type {Set<number>} */ (new Set())
  for (const node of walk(source)) {
    if (node.getChildCount(source) > 0 && !ts.isTemplateLiteralToken(node)) {
      // Punctuation is no node of its own for `forEachChild`, so the tokens between the children are counted here.
      for (const child of node.getChildren(source))
        if (child.getChildCount(source) === 0) addLines(source, child, lines)
    }
  }
  return lines
}

/** @type {(source: ts.SourceFile, token: ts.Node, lines: Set<number>) => void} */
const addLines = (source, token, lines) => {
  const start = token.getStart(source)
  if (start === token.getEnd() || ts.isJSDoc(token)) return
  const last = lineOf(source, token.getEnd())
  for (let line = lineOf(source, start); line <= last; line++) lines.add(line)
}

/** @type {(source: ts.SourceFile, lines: ReadonlySet<number>, node: ts.Node) => number} */
const linesBetween = (source, lines, node) => {
  const [first, last] = [lineOf(source, node.getStart(source)), lineOf(source, node.getEnd())]
  let count = 0
  for (let line = first; line <= last; line++) if (lines.has(line)) count++
  return count
}

/** @param {ts.Node} node */
const isFunction = (node) =>
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isArrowFunction(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isConstructorDeclaration(node) ||
  ts.isAccessor(node)

/** @param {ts.Node} node */
const functionName = (node) => {
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  const named = /** @type {{ name?: ts.Node }} */ (/** @type {unknown} */ (node)).name ?? bindingName(node.parent)
  return named?.getText() ?? '(anonymous function)'
}

/** @param {ts.Node | undefined} parent */
const bindingName = (parent) =>
  parent !== undefined && (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent))
    ? parent.name
    : undefined

/** @param {ts.SourceFile} source */
const hasHeader = (source) => {
  const [first] =
    ts.getLeadingCommentRanges(source.text, source.text.startsWith('#!') ? source.text.indexOf('\n') : 0) ?? []
  return first !== undefined
}

await runAsProgram(import.meta.url, () => checkSize())
