// Makes relay.pcapng and relay.keys: a relay on 127.0.0.2:5223 between two clients and a next relay, all on loopback, over
// real TLS 1.3. Run it here as root with dumpcap, editcap and openssl at hand: node make-capture.mjs
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import tls from 'node:tls';

const BLOCK_OCTETS = 16_384;
const [RELAY, NEXT, ANN, BEN] = ['127.0.0.2', '127.0.0.3', '127.0.0.1', '127.0.0.4'];
const PORT = 5223;
/** What the relay carries over from the first block that comes in to what it sends on: octets 100 to 139 of it. */
const CARRIED = [100, 140];

const folder = mkdtempSync(join(tmpdir(), 'capture-'));
const at = (name) => join(folder, name);
execFileSync('openssl', [
  ...['req', '-x509', '-newkey', 'ed25519', '-nodes', '-days', '3650', '-subj', '/CN=relay.example'],
  ...['-keyout', at('key.pem'), '-out', at('cert.pem')],
]);
const served = { key: readFileSync(at('key.pem')), cert: readFileSync(at('cert.pem')), minVersion: 'TLSv1.3' };

const capture = spawn('dumpcap', ['-i', 'lo', '-f', `tcp port ${PORT}`, '-w', at('raw.pcapng')], {
  stdio: ['ignore', 'ignore', 'pipe'],
});
for await (const said of capture.stderr.iterator({ destroyOnReturn: false })) if (String(said).includes('File:')) break;
capture.stderr.resume();

const keys = [];
const connect = (host, localAddress) => {
  const socket = tls.connect({ host, port: PORT, localAddress, rejectUnauthorized: false });
  socket.on('keylog', (line) => keys.push(line));
  return socket;
};
/** Blocks as they are complete. */
async function* blocksOf(socket) {
  let held = Buffer.alloc(0);
  for await (const octets of socket) {
    held = Buffer.concat([held, octets]);
    for (; held.length >= BLOCK_OCTETS; held = held.subarray(BLOCK_OCTETS)) yield held.subarray(0, BLOCK_OCTETS);
  }
}
const listening = async (host, serve) => {
  const server = tls.createServer(served, serve);
  server.listen(PORT, host);
  await once(server, 'listening');
  return server;
};

const next = await listening(NEXT, (socket) => socket.on('error', () => {}).resume());
const onward = connect(NEXT, RELAY);
let first = true;
const relay = await listening(RELAY, async (socket) => {
  for await (const block of blocksOf(socket)) {
    const sent = randomBytes(BLOCK_OCTETS);
    if (first) block.copy(sent, 7_000, ...CARRIED);
    first = false;
    onward.write(sent);
    socket.write(randomBytes(BLOCK_OCTETS));
  }
});
await once(onward, 'secureConnect');
const clients = [connect(RELAY, ANN), connect(RELAY, BEN)];
for (const one of clients) {
  one.resume();
  await once(one, 'secureConnect');
}
for (const i of [0, 1, 0, 1]) {
  clients[i].write(randomBytes(BLOCK_OCTETS));
  await pause(40);
}
for (const one of [...clients, onward]) one.end();
await pause(300);
for (const server of [relay, next]) server.close();
capture.kill('SIGINT');
await once(capture, 'exit');

// By way of the older format, which has no place for what dumpcap tells about the machine.
execFileSync('editcap', ['-F', 'pcap', at('raw.pcapng'), at('plain.pcap')]);
execFileSync('editcap', ['-F', 'pcapng', at('plain.pcap'), 'relay.pcapng']);
writeFileSync('relay.keys', Buffer.concat(keys));
rmSync(folder, { recursive: true });
process.exit(0);
