// The Bluesky network on this machine, by its own authors: PLC directory, PDS and AppView. Prints one line of JSON when
// it stands, and ends with its standard input.
import { TestNetwork } from '@atproto/dev-env'

const [plc, pds, bsky, schema] = process.argv.slice(2)
const network = await TestNetwork.create({
  dbPostgresSchema: schema,
  plc: { port: Number(plc) },
  pds: { port: Number(pds), hostname: 'localhost' },
  bsky: { port: Number(bsky), publicUrl: `http://localhost:${bsky}` },
})
console.log(JSON.stringify({ pds: network.pds.url, bsky: network.bsky.url }))
process.stdin.resume()
process.stdin.on('end', async () => {
  await network.close()
  process.exit(0)
})
