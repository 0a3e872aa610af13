/** The guide's commands for a cluster, filled in with what is known, as a shell reads them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  hintsCheck,
  namespaceCheck,
  serviceCheck,
  shellWord,
  sourcesCheck,
  trafficCheck,
} from '../../server/src/model/kubectl.ts'

const known = {
  context: 'buzzvil-eks-ops',
  namespace: 'loki-v3',
  service: 'loki-v3-distributor',
  pod: 'loki-v3-distributor-0',
  container: 'distributor',
  ports: [4101],
}

test("with everything known they are the guide's own", () => {
  assert.equal(
    trafficCheck(known),
    "kubectl --context buzzvil-eks-ops -n loki-v3 get service loki-v3-distributor -o jsonpath='{.spec.trafficDistribution}'",
  )
  assert.equal(
    namespaceCheck(known),
    'kubectl --context buzzvil-eks-ops -n loki-v3 get services -o yaml | grep -A 1 "trafficDistribution"',
  )
  const [debug, tcpdump = ''] = sourcesCheck(known).split('\n')
  assert.equal(
    debug,
    'kubectl --context buzzvil-eks-ops -n loki-v3 debug -it loki-v3-distributor-0 --image=nicolaka/netshoot --target=distributor',
  )
  assert.match(tcpdump, /^timeout 60 tcpdump -i any -n port 4101 2>\/dev\/null \| awk /)
  assert.match(tcpdump, / \| cut -d'\.' -f1-4 \| sort \| uniq -c \| sort -rn$/)
})

test('what is unknown is left out, or a word that no object can have as its name', () => {
  const nothing = { ports: [] }
  assert.equal(
    trafficCheck(nothing),
    'kubectl -n NAMESPACE get services -o yaml | grep -A 1 "trafficDistribution"',
  )
  assert.equal(
    serviceCheck(nothing),
    "kubectl -n NAMESPACE get service SERVICE -o jsonpath='{.spec.trafficDistribution}'",
  )
  assert.match(hintsCheck(nothing), /service-name=SERVICE /)
  const [debug, tcpdump] = sourcesCheck(nothing).split('\n')
  assert.equal(debug, 'kubectl -n NAMESPACE debug -it POD --image=nicolaka/netshoot')
  assert.match(tcpdump ?? '', / -n port PORT 2>/)
})

test('a pod without a known name is asked for by the Service', () => {
  const [debug] = sourcesCheck({ ...known, pod: undefined }).split('\n')
  const asked =
    "kubectl --context buzzvil-eks-ops -n loki-v3 get endpointslices -l kubernetes.io/service-name=loki-v3-distributor -o jsonpath='{.items[0].endpoints[0].targetRef.name}'"
  assert.ok(debug?.includes(` debug -it "$(${asked})" --image=`), debug)
})

test('all ports of a Service are listened to', () => {
  assert.match(sourcesCheck({ ...known, ports: [4101, 4201] }), / -n port 4101 or port 4201 2>/)
})

test('a port that is unknown beside known ones is to be filled in', () => {
  assert.match(sourcesCheck({ ...known, ports: [9150, undefined] }), / -n port 9150 or port PORT 2>/)
})

test('a word is quoted where a shell would read more in it', () => {
  assert.equal(shellWord('arn:aws:eks:eu-west-1:1:cluster/prod'), 'arn:aws:eks:eu-west-1:1:cluster/prod')
  assert.equal(shellWord('a b'), "'a b'")
  assert.equal(shellWord("it's;rm"), String.raw`'it'\''s;rm'`)
  assert.equal(shellWord('$(id)'), "'$(id)'")
  assert.equal(shellWord(''), "''")
})
