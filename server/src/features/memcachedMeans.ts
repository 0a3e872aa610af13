/**
 * What values of memcached's options come to, in units that people think in: `-m 8192` is 8 GiB. What memcached makes
 * of a value is said as it is; whether that was meant is the rules' to judge.
 */
import { atoi, bytesText, extstoreSize, itemSize, mebibyte } from '../model/memcached/numbers.ts'
import type { MemcachedOption, MemcachedSuboption } from '../schema/memcached.ts'
import { t } from '../text/translate.ts'

/** What an option's value comes to; nothing where the text says as much. */
export function meansText({ short }: MemcachedOption, text: string): string | undefined {
  switch (short) {
    case '-m': {
      const bytes = atoi(text).number * mebibyte
      if (bytes <= 0) return undefined
      const limit = Math.round((bytes * 1.2) / mebibyte)
      return t('`{text}` is {size} for items. The container needs more: 1.2 times as much is {limit} MiB.', {
        text,
        size: bytesText(bytes),
        limit,
      })
    }
    case '-I': {
      const bytes = itemSize(text)
      return bytes > 0 ? t('`{text}` is {size}.', { text, size: bytesText(bytes) }) : undefined
    }
    default:
      return undefined
  }
}

const unitBytes: Readonly<Record<string, number>> = { MiB: mebibyte, KiB: 1024, bytes: 1 }

/** What the value of a name of `-o` comes to. */
export function suboptionMeans(
  { name, unit = '' }: MemcachedSuboption,
  text: string | undefined,
): string | undefined {
  if (text === undefined) return undefined
  if (name === 'ext_path') {
    const [file = '', size = ''] = text.split(':')
    const bytes = extstoreSize(size)
    return bytes ? t('{size} on disk in `{file}`.', { size: bytesText(bytes), file }) : undefined
  }
  const bytes = atoi(text).number * (unitBytes[unit] ?? 0)
  return bytes >= 1024 ? t('`{text}` is {size}.', { text, size: bytesText(bytes) }) : undefined
}
