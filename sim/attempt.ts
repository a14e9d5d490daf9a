// One step of a node’s code: a defect of it ends that node and not the run.
import type { Context, Input, Node, Stepped } from '../model/node.ts';

/** A step, or in words what it threw. */
export function attempt(node: Node, state: unknown, input: Input, context: Context): Stepped<unknown> | string {
  try {
    return node.step(state, input, context);
  } catch (problem) {
    if (problem instanceof Error) return `${problem.name}: ${problem.message}`;
    throw problem;
  }
}
