import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { floors } from './ranks.mjs'
import { listFiles, projectRoot } from './sources.mjs'
import { steps } from './steps.mjs'

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8')

describe('pages about the project', () => {
  it('ARCHITECTURE.md shows the rank table that is checked', () => {
    const rows = read('ARCHITECTURE.md').match(/^\| \d+ \|.*$/gm)
    const folders = (names: readonly string[]) => names.map((name) => `\`${name}/\``).join(', ')
    expect(rows).toEqual(floors.map(({ rank, folders: names, holds }) => `| ${rank} | ${folders(names)} | ${holds} |`))
  })

  it('every source that ARCHITECTURE.md names is there', () => {
    const named = [...read('ARCHITECTURE.md').matchAll(/`([a-z-]+\/[a-z-]+\.ts)`/g)].map(([, path = '']) => path)
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((path) => !existsSync(join(projectRoot, 'packages/orm/src', path)))).toEqual([])
  })

  it('.ci/run runs exactly the test command of README.md', () => {
    const [, command] = /^(npm ci && npm test)$/m.exec(read('README.md')) ?? []
    expect(read('.ci/run').trim().split('\n').at(-1)).toBe(command)
  })

  it('every npm script that CONTRIBUTING.md and README.md name is there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = `${read('CONTRIBUTING.md')}${read('README.md')}`.matchAll(/npm run ([\w:-]+)/g)
    expect([...named].map(([, name = '']) => name).filter((name) => !(name in scripts))).toEqual([])
  })

  it('every step of npm test runs a file that is there', () => {
    expect(steps.map(({ command }) => command[0] ?? '').filter((path) => !existsSync(join(projectRoot, path)))).toEqual(
      [],
    )
  })

  it('every link to a file of the repository leads to one', () => {
    const pages = listFiles(projectRoot, (path) => path.endsWith('.md'))
    const dead = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(projectRoot, page, '..', target)))
        .map((target) => `${page}: ${target}`),
    )
    expect(dead).toEqual([])
  })
})
