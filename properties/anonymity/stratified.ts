// A stratified network of mixes with exponential delays, on abstract messages: how far targets are spread over what comes out.
// Links all take the same time, so each but moves the clock of its layer: a message enters a mix when it leaves the one before.
import { agenda } from '../../sim/agenda.ts';
import type { Random } from '../../sim/random.ts';
import { exponential, poisson, whole } from '../statistics/draws.ts';
import { mixingPool } from './mixing-pool.ts';
import { spread } from './spread.ts';

export interface Stratified {
  readonly layers: number;
  /** Mixes of a layer; a message goes to one of each layer, drawn evenly. */
  readonly width: number;
  /** Messages a second, of the whole network: a Poisson process. */
  readonly rate: number;
  /** At each mix. */
  readonly meanDelaySeconds: number;
}
export interface Watched {
  /** Followed at once, sent at even distances. */
  readonly targets: number;
  readonly seconds: number;
}
export interface Spreading {
  /** Of each target over all that came out. */
  readonly entropiesBits: readonly number[];
  /** The largest probability that a target is not among them. */
  readonly left: number;
  /** All that were sent, targets included. */
  readonly messages: number;
}

/** The run ends when this little is left of every target; it would add a hundred-thousandth of a bit. */
const LEFT = 2e-7;
/** Outputs from one look at what is left to the next. */
const LOOK = 256;
const [ARRIVAL, TARGET] = [-1, -2];

export function stratifiedSpread(network: Stratified, watched: Watched, stream: Random): Spreading {
  const { layers, width, rate, meanDelaySeconds } = network;
  const { targets, seconds } = watched;
  const pools = Array.from({ length: layers * width }, () => mixingPool(targets));
  const output = spread(targets);
  const mass = new Float64Array(targets);
  const events = agenda<number>();
  const enter = (pool: number, at: number, what?: Float64Array): void => {
    pools[pool]?.enter(what);
    events.add(at + exponential(stream, meanDelaySeconds), pool);
  };
  // Each mix has a Poisson number inside at any time, independent of the others'; what is left of a delay has its own law.
  for (let pool = 0; pool < pools.length; pool++)
    for (let i = poisson(stream, (rate / width) * meanDelaySeconds); i > 0; i--) enter(pool, 0);
  events.add(exponential(stream, 1 / rate), ARRIVAL);
  for (let target = 0; target < targets; target++) events.add((target * seconds) / targets, TARGET);
  let [messages, sent, outputs] = [0, 0, 0];
  const left = (): number => {
    let most = 0;
    for (let i = 0; i < targets; i++) most = Math.max(most, output.left(i));
    return most;
  };
  for (let event = events.next(); event !== undefined; event = events.next()) {
    const { at, what } = event;
    if (what === ARRIVAL) {
      messages++;
      enter(whole(stream, width), at);
      events.add(at + exponential(stream, 1 / rate), ARRIVAL);
    } else if (what === TARGET) {
      messages++;
      mass.fill(0);
      mass[sent++] = 1;
      enter(whole(stream, width), at, mass);
    } else {
      pools[what]?.leave(mass);
      const layer = Math.floor(what / width) + 1;
      if (layer < layers) enter(layer * width + whole(stream, width), at, mass);
      else {
        output.add(mass);
        if (++outputs % LOOK === 0 && at > seconds && left() < LEFT) break;
      }
    }
  }
  return { entropiesBits: Array.from(mass, (_, target) => output.entropyBits(target)), left: left(), messages };
}
