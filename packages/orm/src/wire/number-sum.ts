/** Exact sums of DynamoDB numbers, as the service computes them: decimal text in, decimal text out, never a double. */

/** The sum or difference of two decimal texts, in plain notation without trailing zeros. */
export const sumNumbers = (left: string, sign: '+' | '-', right: string): string => {
  const a = parse(left)
  const b = parse(right)
  const scale = Math.max(a.scale, b.scale)
  const x = a.digits * 10n ** BigInt(scale - a.scale)
  const y = b.digits * 10n ** BigInt(scale - b.scale)
  return format(sign === '+' ? x + y : x - y, scale)
}

/** `digits × 10^-scale`; the scale is never negative. */
interface Scaled {
  readonly digits: bigint
  readonly scale: number
}

const parse = (text: string): Scaled => {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const scale = fraction.length - Number(exponent)
  const digits = BigInt(`${whole}${fraction}`.replace('+', '') || '0')
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 }
}

const format = (digits: bigint, scale: number): string => {
  const negative = digits < 0n
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  const fraction = text.slice(text.length - scale).replace(/0+$/, '')
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}
