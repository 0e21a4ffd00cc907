import { describe, expect, it } from 'vitest'
import { parseEndpoint } from './endpoint.ts'
import { parseSections } from './shared-config.ts'

describe('parseEndpoint', () => {
  it.each([
    ['http://localhost:8000', true],
    ['http://127.0.0.1', true],
    ['http://[::1]:8000', true],
    ['http://db.localhost', true],
    ['http://dynamodb:8000', false],
    ['https://127.evil.example', false],
    ['https://dynamodb.eu-west-1.amazonaws.com', false],
  ])('knows whether %s is this machine: %s', (address, loopback) => {
    expect(parseEndpoint(address, 'r').loopback).toBe(loopback)
  })

  it('takes addresses apart', () => {
    expect(parseEndpoint('http://[::1]:8000/base', 'r')).toMatchObject({
      secure: false,
      hostname: '::1',
      port: 8000,
      host: '[::1]:8000',
      path: '/base/',
    })
    expect(parseEndpoint('https://h', 'r')).toMatchObject({ secure: true, port: 443, host: 'h', path: '/' })
  })
})

describe('parseSections', () => {
  it('reads sections, quotes, comments and nested settings', () => {
    const text = '# top\n[profile  "a b"]\nx = 1 ; no\n y=2\ns3 =\n  z = 3\nw = 4\r\nno value\n[empty]\n'
    expect(Object.fromEntries(parseSections(text))).toEqual({
      'profile a b': { x: '1', y: '2', 's3.z': '3', w: '4' },
      empty: {},
    })
  })
})
