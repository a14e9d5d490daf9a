// What the default export of a module of nodes is: the design that it changes, and the nodes that it makes.
import type { Design } from '../model/design.ts';
import type { OwnNodes } from '../sim/own-nodes.ts';
import type { OwnDesign } from './own-design.ts';

export type { MadeClient, MadeServer } from '../sim/own-nodes.ts';

/** As a design file has it: what is left out is as in the base. */
export interface DesignAsked
  extends Partial<Omit<Design, 'name' | 'nodes'>>,
    Pick<OwnDesign, 'base'>,
    Partial<Pick<OwnDesign, 'expects' | 'exposes'>> {
  /** At most 12 lower-case letters, digits and hyphens. */
  readonly name: string;
}

/** The default export of a module of nodes. */
export interface DesignModule extends OwnNodes {
  /** What it is called, and which decisions it turns. */
  readonly design: DesignAsked;
}
