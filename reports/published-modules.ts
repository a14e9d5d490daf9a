// What a module of nodes may import, by the names under which the package publishes it. A module gets these very modules,
// wherever its file is, so that a value of the one is a value of the other.
import * as client from '../model/client.ts';
import * as codec from '../model/codec.ts';
import * as crypto from '../model/crypto.ts';
import * as design from '../model/design.ts';
import * as durable from '../model/durable.ts';
import * as grammar from '../model/grammar.ts';
import * as layers from '../model/layers.ts';
import * as node from '../model/node.ts';
import * as octets from '../model/octets.ts';
import * as server from '../model/server.ts';
import * as smp from '../model/smp.ts';
import * as designModule from '../properties/design-module.ts';

export const publishedModules: Readonly<Record<string, unknown>> = {
  'hopscope/design-module': designModule,
  'hopscope/model/client': client,
  'hopscope/model/codec': codec,
  'hopscope/model/crypto': crypto,
  'hopscope/model/design': design,
  'hopscope/model/durable': durable,
  'hopscope/model/grammar': grammar,
  'hopscope/model/layers': layers,
  'hopscope/model/node': node,
  'hopscope/model/octets': octets,
  'hopscope/model/server': server,
  'hopscope/model/smp': smp,
};
