// Steps nodes in virtual time, on machines that take time, keep a disk and crash. It knows no protocol: any pure steps will do.
import type { Effect, Input, Millis, Node, Order } from '../model/node.ts';
import { agenda, type Entry, round } from './agenda.ts';
import { attempt } from './attempt.ts';
import { metered } from './costs.ts';
import { deviceLinks, hostIp } from './device-link.ts';
import {
  blank,
  completion,
  coverage,
  covered,
  crashed,
  type Disk,
  fates,
  flushed,
  isClean,
  octetsIn,
  written,
} from './disk.ts';
import { faultsOf } from './faults.ts';
import { type Host, network } from './network.ts';
import type { Traveller } from './overlay.ts';
import { random } from './random.ts';
import { recorder } from './record.ts';
import type { Trace } from './trace.ts';
import type { World } from './world.ts';

/** What one user takes to another without the network, or to their own client, is there this long after. */
export const OUT_OF_BAND_MILLIS = 100;

/** A run that has not ended after so many steps never will: a defect of a node, and a finding of its own. */
const MOST_STEPS = 5_000;
/** Where nodes are to try again for hours. */
const MOST_STEPS_WITH_FAULTS = 50_000;

interface Machine extends Host {
  /** Its user's device, which is this machine itself unless that is a host. */
  readonly user: Traveller;
  readonly node: Node;
  state: unknown;
  broken: boolean;
  isUp: boolean;
  /** How often it has crashed: what was to happen to it in one life does not happen in the next. */
  lives: number;
  /** When it starts again, while it is down; nothing if never. */
  back: Millis | undefined;
  /** Crashes that are known and to come, by time. A step is made ahead of its end, which such a crash may come before. */
  crashes: readonly Millis[];
  /** Steps go on counting through all lives, so that nothing is drawn twice. */
  steps: number;
  finished: number;
  busyUntil: Millis;
  flushedAt: Millis;
  disk: Disk;
  readonly timers: Map<string, Entry>;
  /** Orders that find it down. */
  waiting: ((at: Millis) => void)[];
}

/** All that happens in a world. Pure: the same world gives the same events. */
export function simulate(world: World): Pick<Trace, 'events' | 'ends'> {
  const {
    design,
    seed,
    terms,
    cryptoAt,
    latencyMillis,
    jitterMillis,
    untilMillis,
    endMillis = Number.POSITIVE_INFINITY,
  } = world;
  const due = agenda<(at: Millis) => void>();
  const record = recorder();
  const faults = faultsOf(world.faults);
  const machines = new Map<string, Machine>();
  const hosts = new Map<string, Machine>();
  const find = (host: string): Machine | undefined => hosts.get(host);
  const links = { seed, latencyMillis, jitterMillis, faults, record, numbers: { next: 0 } };
  const net = network({ ...links, terms, find });
  const devices = deviceLinks(links);

  const later = (me: Machine, at: Millis, what: (at: Millis) => void, idle?: boolean): Entry => {
    const { lives } = me;
    return due.add(
      at,
      (then) => {
        if (me.lives === lives) what(then);
      },
      idle,
    );
  };
  for (const { name, ip, host, over, node } of world.participants) {
    const user = { name, ip, over };
    const me: Machine = {
      name,
      ip: over === 'host' ? hostIp(user) : ip,
      over,
      user,
      node,
      up: () => me.isUp,
      later: (at, what) => later(me, at, what),
      take: (input, at, cause) => step(me, input, at, cause),
      state: node.start,
      broken: false,
      isUp: true,
      lives: 0,
      back: undefined,
      crashes: faults.breakages.flatMap((one) => (one.kind === 'crash' && one.node === name ? [one.at] : [])),
      steps: 0,
      finished: 0,
      busyUntil: 0,
      flushedAt: 0,
      disk: blank,
      timers: new Map(),
      waiting: [],
    };
    machines.set(name, me);
    if (host !== undefined) hosts.set(host, me);
  }

  /** What a step, or a flush, wants of the world. */
  const perform = (me: Machine, effect: Effect, done: Millis, cause: number | undefined): void => {
    const byOwnClock = (at: Millis): Millis => Math.max(done, at - faults.aheadMillis(me.name));
    switch (effect.kind) {
      case 'open':
        net.open(me, effect.session, effect.host, done, cause);
        return;
      case 'send':
        net.send(me, effect.session, effect.block, byOwnClock(effect.at ?? Number.NEGATIVE_INFINITY), cause);
        return;
      case 'close':
        net.close(me, effect.session, done, cause);
        return;
      case 'timer': {
        const { name, idle } = effect;
        const earlier = me.timers.get(name);
        if (earlier !== undefined) due.drop(earlier);
        me.timers.delete(name);
        if (effect.at === Number.POSITIVE_INFINITY) return;
        const ring = (at: Millis): void => {
          me.timers.delete(name);
          step(me, { kind: 'timer', name }, at, cause);
        };
        me.timers.set(name, later(me, byOwnClock(effect.at), ring, idle));
        return;
      }
      case 'write':
        me.disk = written(me.disk, effect);
        return;
      case 'flush': {
        // A flush that has nothing to write still waits for those that have.
        if (isClean(me.disk) && me.flushedAt <= done) {
          for (const one of effect.then) perform(me, one, done, cause);
          return;
        }
        const covers = coverage(me.disk);
        // Where links are steady so are disks: two worlds may differ in nothing but their secret.
        const chance = jitterMillis === 0 ? 0 : random(seed, 'flush', me.name, done).next();
        me.flushedAt = round(completion(done, me.flushedAt, chance));
        later(me, me.flushedAt, (at) => {
          const keys = covered(me.disk, covers);
          me.disk = flushed(me.disk, covers);
          const octets = keys.map((key) => octetsIn(me.disk.lasting[key]));
          record.add({ at, cause, kind: 'flushed', node: me.name, keys, octets });
          for (const one of effect.then) perform(me, one, at, cause);
        });
        return;
      }
      case 'tell': {
        const told = record.add({ at: done, cause, kind: 'told', node: me.name, news: effect.news });
        devices.tell(me.user, done, told);
        for (const { node, order, at } of world.after(me.name, effect.news))
          give(node, order, Math.max(at, done + OUT_OF_BAND_MILLIS), told);
      }
    }
  };

  /** An order waits for a client that is down; a client that never comes back never hears of it. */
  const give = (node: string, order: Order, at: Millis, cause: number | undefined): void => {
    const me = machines.get(node) as Machine;
    const act = (then: Millis): void => {
      if (!me.isUp || !step(me, { kind: 'order', order }, then, cause))
        me.waiting.push((again) => give(node, order, again, cause));
    };
    due.add(at, (then) => {
      const there = devices.order(me.user, then);
      if (there === then) act(then);
      else due.add(there, act);
    });
  };

  /** Whether the step was made: a crash that comes before its end leaves nothing of it. */
  const step = (me: Machine, input: Input, at: Millis, cause: number | undefined): boolean => {
    const now = Math.max(at, me.busyUntil);
    const self = me.name;
    const first = record.next();
    const why =
      input.kind === 'order' ? record.add({ at: now, cause, kind: 'ordered', node: self, order: input.order }) : cause;
    const meter = metered(cryptoAt(self, me.steps++), ({ key, nonce, body }) =>
      record.add({ at: now, cause: why, kind: 'sealed', node: self, key, nonce, body }),
    );
    if (me.broken) return true;
    const ahead = faults.aheadMillis(self);
    const stepped = attempt(me.node, me.state, input, {
      self,
      now: now + ahead,
      arrivedAt: at + ahead,
      design,
      crypto: meter.crypto,
    });
    const done = round(now + meter.spent());
    const [crashAt = Number.POSITIVE_INFINITY] = me.crashes;
    if (done > crashAt) {
      record.undo(first);
      return false;
    }
    if (typeof stepped === 'string') {
      me.broken = true;
      record.add({ at: now, cause: why, kind: 'broken', node: self, why: stepped });
      return true;
    }
    const [state, effects] = stepped;
    me.state = state;
    me.busyUntil = done;
    for (const effect of effects) perform(me, effect, done, why);
    const fault = faults.crashAfter(self, ++me.finished);
    if (fault !== undefined) {
      me.crashes = [...me.crashes, done].toSorted((a, b) => a - b);
      due.add(done, (then) => crash(me, then, fault.forMillis));
    }
    return true;
  };

  const crash = (me: Machine, at: Millis, forMillis: Millis | undefined): void => {
    me.crashes = me.crashes.slice(1);
    const back = forMillis === undefined ? undefined : round(at + forMillis);
    if (!me.isUp) {
      // A crash while it is down can only keep it down longer.
      me.back = me.back === undefined || back === undefined ? undefined : Math.max(me.back, back);
    } else {
      const event = record.add({ at, cause: undefined, kind: 'crashed', node: me.name });
      const chance = random(seed, 'crash', me.name, me.lives++);
      me.disk = crashed(me.disk, (_, write) => {
        const possible = fates(write);
        // A record that is torn is what nodes expect least, and so comes most often where it can.
        if (chance.next() < 0.5) return possible.at(-1) ?? 'lost';
        return possible[Math.floor(chance.next() * possible.length)] ?? 'lost';
      });
      for (const timer of me.timers.values()) due.drop(timer);
      me.timers.clear();
      net.crash(me, at, event);
      me.isUp = false;
      me.back = back;
    }
    if (me.back !== undefined) due.add(me.back, (then) => restart(me, then));
  };
  const restart = (me: Machine, at: Millis): void => {
    if (me.isUp || me.back !== at) return;
    me.isUp = true;
    me.state = me.node.start;
    me.flushedAt = at;
    const event = record.add({ at, cause: undefined, kind: 'restarted', node: me.name });
    step(me, { kind: 'restarted', disk: me.disk.lasting }, at, event);
    for (const again of me.waiting.splice(0)) again(at);
  };

  for (const one of faults.breakages)
    due.add(one.at, (at) => {
      if (one.kind === 'crash') crash(machines.get(one.node) as Machine, at, one.forMillis);
      else if (one.kind === 'cut') net.cut(one.between, at);
      else net.halfOpen(one.between, at);
    });
  for (const { node, order, at } of world.first) give(node, order, at, undefined);

  const mostSteps =
    world.faults.length > 0 || untilMillis !== undefined || endMillis < Number.POSITIVE_INFINITY
      ? MOST_STEPS_WITH_FAULTS
      : MOST_STEPS;
  let steps = 0;
  for (; steps < mostSteps; steps++) {
    const item = due.next(untilMillis);
    if (item === undefined || item.at > endMillis) break;
    item.what(item.at);
  }
  if (steps >= mostSteps)
    for (const node of machines.keys())
      record.add({ at: 0, cause: undefined, kind: 'broken', node, why: `no end after ${mostSteps} steps` });
  const ends = [...machines].map(([name, { state, disk }]) => [name, { state, disk: disk.lasting }] as const);
  return { events: record.events(), ends: new Map(ends) };
}
