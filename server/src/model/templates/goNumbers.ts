/**
 * How Go's templates print a floating-point number, as far as rules need it. A number of a values file is one, an
 * integer too. Measured with Helm 3.22.
 */

/** Whether a number is an integer that `%v` prints in scientific notation and `int64` takes as it is. */
export function isLarge(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) >= 1e6 && Math.abs(value) < 2 ** 63
}

/** A number as `%v` prints it: in scientific notation from 1e6 on, and below 1e-4. */
export function numberText(value: number): string {
  if (value === 0) return '0'
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const size = Number(exponent)
  if (size >= -4 && size < 6) return String(value)
  return `${mantissa}e${size < 0 ? '-' : '+'}${String(Math.abs(size)).padStart(2, '0')}`
}
