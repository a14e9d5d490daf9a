// A guessing game: the challenger flips a coin, the world is made as it fell, and an adversary guesses it from its view.
// Many games are played in one run; each has a coin of its own, so that what else happens in the run does not matter.
import type { Design } from '../../model/design.ts';
import type { Millis } from '../../model/node.ts';
import type { Octets } from '../../model/octets.ts';
import type { Random } from '../../sim/random.ts';
import type { Scenario } from '../../sim/scenario.ts';
import type { Trace } from '../../sim/trace.ts';
import type { Sighting } from '../observer.ts';
import type { Bit } from './coin.ts';
import type { Message } from './messages.ts';

/** What an adversary is told of a game: when it takes place, and who and what it is about. Never the coin. */
export interface Asked {
  readonly from: Millis;
  readonly to: Millis;
  /** Nodes that the question names, in the order that the question gives them. */
  readonly about: readonly string[];
  /** Which of the forwards in between, counted from 0, where it is not the last two. */
  readonly pair?: readonly [number, number];
}
/** One game of a run. */
export interface Game {
  readonly asked: Asked;
  readonly coin: Bit;
  /** Blocks that the challenger shows, where the question is about blocks. */
  readonly shown?: readonly Octets[];
}
/** A run to be made, and the games in it by the question that they ask, once it is made. */
export interface Match<Q extends string = string> {
  readonly scenario: Scenario;
  games(trace: Trace): Readonly<Record<Q, readonly Game[]>>;
}
/** Draws the coin of one game of this run. */
export type Toss = (question: string, game: number) => Bit;

/** Where games are played. `chance` is for all that is not secret. */
export interface World<Q extends string = string> {
  make(toss: Toss, chance: Random): Match<Q>;
}

/** What an adversary has of one game: what its observer sees meanwhile, and the messages it can read in that. */
export interface GameView {
  readonly design: Design;
  /** Names of all servers: their addresses are public. */
  readonly servers: readonly string[];
  readonly sightings: readonly Sighting[];
  readonly messages: readonly Message[];
  /** What the challenger shows. */
  readonly shown: readonly Octets[];
  /** Whether a string says more than that blocks of one design have it. */
  tells(octets: Octets): boolean;
}

/** How an adversary plays. What figures say about the coin it learns from past games alone; each stands for the same in all. */
export type Strategy =
  | { readonly plays: 'by a rule'; guess(view: GameView, asked: Asked): Bit | undefined }
  | { readonly plays: 'by figures'; figures(view: GameView, asked: Asked): readonly number[] };

export interface Adversary {
  /** As the list of attacks numbers it. */
  readonly id: string;
  /** What it does, in words that follow “an adversary that”. */
  readonly does: string;
  readonly strategy: Strategy;
}
