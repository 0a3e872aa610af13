/** Layouts of times as Go reads them, and the translations of other notations into them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  fromStrftime,
  fromWords,
  isStrftime,
  isTimeZone,
  isWordLayout,
  layoutChunks,
  timeZoneLike,
} from '../../server/src/model/goTime.ts'

const parts = (layout: string) => layoutChunks(layout).map(({ part, text }) => `${part} ${text}`)

test('a layout falls into the parts that Go sees in it', () => {
  assert.deepEqual(parts('2006-01-02T15:04:05.000Z07:00'), [
    'year 2006',
    'literal -',
    'month 01',
    'literal -',
    'day 02',
    'literal T',
    'hour 15',
    'literal :',
    'minute 04',
    'literal :',
    'second 05',
    'fraction .000',
    'zone Z07:00',
  ])
  assert.deepEqual(parts('Monday Month Janus'), ['weekday Monday', 'literal  Month Janus'])
  assert.deepEqual(parts('_2006 _2'), ['literal _', 'year 2006', 'literal  ', 'day _2'])
  assert.deepEqual(parts('yyyy-MM-dd'), ['literal yyyy-MM-dd'])
})

test('layouts of strftime are said in Go, where that is certain', () => {
  assert.equal(isStrftime('%Y'), true)
  assert.equal(isStrftime('100 %'), false)
  assert.equal(fromStrftime('%Y-%m-%dT%H:%M:%S.%f%z'), '2006-01-02T15:04:05.999999999-0700')
  assert.equal(fromStrftime('%e %B %y %I:%M %p'), '_2 January 06 03:04 PM')
  assert.equal(fromStrftime('%s'), 'Unix')
  assert.equal(fromStrftime('%-d.%m'), undefined, 'no padding')
  assert.equal(fromStrftime('%c'), undefined, 'depends on the language')
  assert.equal(fromStrftime('%Y 2'), undefined, 'the literal would be a day')
  assert.equal(fromStrftime('%S%f'), undefined, 'a fraction needs its point')
})

test('layouts of Java and JavaScript are said in Go, where that is certain', () => {
  assert.equal(isWordLayout('yyyy-MM-dd'), true)
  assert.equal(isWordLayout('HH:mm'), true)
  assert.equal(isWordLayout('some text'), false)
  assert.equal(fromWords("yyyy-MM-dd'T'HH:mm:ss,SSS Z"), '2006-01-02T15:04:05,999 -0700')
  assert.equal(fromWords('YYYY-MM-DDTHH:mm:ssZ'), '2006-01-02T15:04:05Z07:00')
  assert.equal(fromWords('hh:mm'), undefined, 'half of the day is not said')
  assert.equal(fromWords('yyyy QQ'), undefined)
})

test('time zones are those of Go', () => {
  for (const name of [
    'UTC',
    'Local',
    '',
    'Asia/Seoul',
    'Europe/Kyiv',
    'Asia/Calcutta',
    'EST',
    'Etc/GMT+9',
    'Factory',
  ])
    assert.equal(isTimeZone(name), true, name)
  for (const name of [
    'utc',
    'CEST',
    'PST',
    'JST',
    '+02:00',
    'GMT+2',
    'europe/berlin',
    'Europe/berlin x',
    'SystemV/EST5',
  ])
    assert.equal(isTimeZone(name), false, name)
  assert.equal(timeZoneLike('asia/seoul'), 'Asia/Seoul')
  assert.equal(timeZoneLike('utc'), 'UTC')
  assert.equal(timeZoneLike('CEST'), undefined)
})
