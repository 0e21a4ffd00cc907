/** Names found by their bytes, compared with a map of strings. */
import { expect, it } from 'vitest'
import { Random, randomText } from '../../test/support/random-wire.ts'
import { WireScanner } from '../wire/wire-scanner.ts'
import { MemberFinder, scanMembers, scannedMember } from './scan-members.ts'

const LONG = 'x'.repeat(300)
const NAMES = [
  ...[
    '',
    'a',
    'b',
    'ab',
    'ba',
    'aa',
    'PK',
    'SK',
    'GSI1PK',
    'GSI1SK',
    'a"b',
    'a"c',
    '"',
    '\\',
    '\n',
    ':',
    '":',
    'é',
    'è',
  ],
  ...['日本語', '\u{1f600}', 'line1', 'line2', 'line 1', 'abcba', 'abdba', '__proto__', LONG, `${LONG}1`, `${LONG}2`],
]

const readAll = (text: string, finder: MemberFinder, count: number): unknown[] => {
  const slots: unknown[] = Array.from({ length: count })
  scanMembers(new WireScanner(Buffer.from(text)), finder, slots)
  return slots
}

it('finds every member by its name, whatever came before and however the name is written', () => {
  const random = new Random(Date.now() % 2 ** 31)
  for (let run = 0; run < 200; run++) {
    const known = random.shuffle(NAMES).slice(0, random.below(NAMES.length + 1))
    const member = (name: string, slot: number) => scannedMember(name, slot, (scanner) => scanner.string())
    const finder = new MemberFinder(new Map(known.map((name, slot) => [name, member(name, slot)])))
    for (let time = 0; time < 10; time++) {
      const stored = new Map<string, string>()
      const texts: string[] = []
      for (let left = random.below(40); left > 0; left--) {
        const name = random.chance(0.7) ? random.pick(NAMES) : `${randomText(random)}${random.below(200)}`
        const value = String(left)
        stored.set(name, value)
        const quoted = JSON.stringify(name)
        const [before, after] = random.chance(0.1) ? [' ', '\n'] : ['', '']
        const written = random.chance(0.1) ? quoted.replace(/(?<=^[^\\]*)[a-z]/, escaped) : quoted
        texts.push(`${before}${written}${after}:"${value}"`)
      }
      expect(readAll(`{${texts.join(',')}}`, finder, known.length)).toEqual(known.map((name) => stored.get(name)))
    }
  }
})

const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`

it.each(['{"a', '{"', '{', '{"a"', `{"${LONG}`, '{"a":', '{"a":"1"'])('refuses what is torn: %s', (text) => {
  const finder = new MemberFinder(new Map([['a', scannedMember('a', 0, (scanner) => scanner.string())]]))
  expect(() => readAll(text, finder, 1)).toThrow()
})
