// Hold JSON against the lexicons of Bluesky's own package: one line {"kind", "id", "value"} in, one line of verdict out.
// kind: record, input, output or object (id with #).
import { lexicons } from '@atproto/api'
import { createInterface } from 'node:readline'

const check = {
  record: ({ id, value }) => lexicons.assertValidRecord(id, value),
  input: ({ id, value }) => lexicons.assertValidXrpcInput(id, value),
  output: ({ id, value }) => lexicons.assertValidXrpcOutput(id, value),
}
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line)
  try {
    check[asked.kind](asked)
    console.log('valid')
  } catch (error) {
    console.log(error.message)
  }
}
