// A module of nodes in TypeScript, to be tried with: npx hopscope audit --design reports/examples/counting-nodes.ts
// The sealed design, and a server that counts its steps in its state and tells nobody: every verdict is as that of `sealed`.
import type { DesignModule } from 'hopscope/design-module';
import type { Node } from 'hopscope/model/node';
import type { ServerState } from 'hopscope/model/server';

interface Counting extends ServerState {
  readonly steps?: number;
}

export default {
  design: { name: 'counting', base: 'sealed' },

  client: ({ node }) => node,

  server: ({ node }): Node<Counting> => ({
    start: node.start,
    step: (state, input, context) => {
      const [next, effects] = node.step(state, input, context);
      return [{ ...next, steps: (state.steps ?? 0) + 1 }, effects];
    },
  }),
} satisfies DesignModule;
