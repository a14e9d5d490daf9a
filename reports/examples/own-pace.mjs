// A module of nodes, to be tried with: npx hopscope audit --design reports/examples/own-pace.mjs --property G5
// The sealed design, but the proxy sends on what each client gives it after a wait of that client's own. Expect G5 to be
// violated: the relay sees by the times that two clients write.

const WAIT_MILLIS = 5;

/** A step's effects, with a wait before all that leaves for a relay. */
const late = (effects, at) =>
  effects.map((effect) => {
    if (effect.kind === 'send' && effect.session.startsWith('out')) return { ...effect, at };
    if (effect.kind !== 'flush') return effect;
    const then = late(effect.then, at);
    return { ...effect, then };
  });

export default {
  design: { name: 'own-pace', base: 'sealed' },

  /** `node` is the protocol's own server; this one changes when it sends, and nothing else. */
  server: ({ node }) => ({
    start: node.start,
    step: (state, input, context) => {
      const [next, effects] = node.step(state, input, context);
      if (input.kind !== 'block') return [next, effects];
      const client = Number(/\d+/.exec(input.session)?.[0] ?? 0);
      return [next, late(effects, context.now + client * WAIT_MILLIS)];
    },
  }),
};
