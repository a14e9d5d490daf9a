// What `--help` of each verb says after its options: examples, and what the exit status means.
import { STATUS_HELP } from './exit-status.ts';

export const AUDIT_EXAMPLES = `
Examples:
  hopscope audit                                   all designs, all properties
  hopscope audit --profile quick --design sealed   one design, within seconds
  hopscope audit --property R2.2                   one requirement
  hopscope audit --scenario my.yaml                your own scenario
  hopscope audit --design my.yaml --design sealed  your own design beside ours
  hopscope audit --design my-nodes.mjs             nodes of your own: code that
                                                   runs with your rights
  hopscope audit --proverif /usr/bin/proverif      with the answers of a prover
  hopscope audit --update-baseline                 write hopscope.baseline.json
  hopscope audit --baseline hopscope.baseline.json --gate gate.yaml \\
    --format sarif,junit,github,badge              the gate of a CI job
  hopscope audit --design my.yaml --watch          again after every change
  hopscope audit --sign private.pem                signed, for: hopscope verify
${STATUS_HELP}`;

export const REPLAY_EXAMPLES = `
Example:
  hopscope replay ID   the ID of a story in report.html, report.md or audit.json

Exit status: 0 when the run is the same, octet for octet; 1 when it is not;
2 when there is no such evidence.`;

export const EXPLAIN_EXAMPLES = `
Examples:
  hopscope explain                  what can be asked for
  hopscope explain R2.2
  hopscope explain R2.2-same-queue

Exit status: 0, or 2 when there is no such requirement or property.`;

export const EXPLORE_EXAMPLES = `
Examples:
  hopscope explore                    two clients that write two messages each
                                      to each other, with a crash of any node
  hopscope explore --messages 1 --readers-there
  hopscope explore --messages 1 --crashes 0 --faults 1
  hopscope explore --scenario my.yaml --crashes 2 --most 5000000
  hopscope explore --worlds R2.2-same-queue --design sender-key-per-queue

Exit status: 0 when all was explored and every property holds; 1 when one is
violated; 3 when the bound on states left something out; 2 for bad usage.`;

export const FRAMES_EXAMPLES = `
A line is a JSON object: {"id", "theory", "left", "right", "equivalent"} or
{"id", "theory", "frame", "target", "deducible"}. A term is a private name
(lower-case initial), a public constant (upper-case) or [function, terms...].

Example:
  hopscope frames pairs.jsonl

Exit status: 0 when every verdict is the one of its line; 1 when one is not;
2 when the file cannot be read.`;

export const MEASURE_EXAMPLES = `
Examples:
  hopscope measure                          all that can be varied: minutes
  hopscope measure --over delay --seeds 3   delays of the proxy alone
  hopscope measure --over load --over cover

Exit status: 0; 130 when interrupted; 2 for bad usage.`;

export const INSPECT_EXAMPLES = `
A line of blocks is a JSON object: {"atMillis", "session", "direction": "in" or
"out", "peer" (optional)} with one of "base64", "hex" and "lengthOctets"; see
reports/schemas/block-line.schema.json. A capture is read by tshark, which must
be there; records that its key log does not open have times and lengths alone.
At most 500,000 blocks and 256 MiB of octets.

Examples:
  hopscope inspect blocks.ndjson
  hopscope inspect relay.pcapng --keylog keys.log --relay 192.0.2.1:5223
  hopscope export --scenario my.yaml --blocks proxy --out seen
  hopscope inspect seen/draft.proxy.ndjson --within 50

Exit status, the first that applies: 130 interrupted; 2 bad usage or input; 1
something was found; 3 some check had too little to go by; 0 otherwise.`;

export const VERIFY_EXAMPLES = `
Examples:
  hopscope verify reports/out                      is every file as attested?
  hopscope verify reports/out --key public.pem     and signed by this key?
  hopscope verify reports/out --rerun              does it come out again?
  hopscope verify out --rerun --scenario my.yaml   of an audit that read a file

A pair of keys:
  openssl genpkey -algorithm ed25519 -out private.pem
  openssl pkey -in private.pem -pubout -out public.pem

Exit status, the first that applies: 130 interrupted; 2 bad usage, or nothing to
go by; 1 a file, the signature or the audit run again is not as attested; 3
signed, and no key was given to check it; 0 otherwise.`;

export const EXPORT_EXAMPLES = `
Examples:
  hopscope export                                  all designs, all properties
  hopscope export --design sealed --property R2.2
  hopscope export --scenario my.yaml --out models  the trace of a run as well
  hopscope export --scenario my.yaml --blocks proxy    what it saw, for inspect
  proverif models/sealed.R2.2-same-queue.pv        if you have ProVerif

Each file says what a prover is expected to answer. Nothing here runs one; for
that there is: hopscope audit --proverif PATH

Exit status: 0, or 2 for names that are not there.`;
