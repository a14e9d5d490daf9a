// What the default export of a module of nodes is: the design that it changes, and the nodes that it makes.
import type { Design } from '../model/design.ts';
import type { OwnNodes } from '../sim/own-nodes.ts';
import type { OwnDesign } from './own-design.ts';

/** As a design file has it: what is left out is as in the base. */
export interface DesignAsked
  extends Partial<Omit<Design, 'name' | 'nodes'>>,
    Pick<OwnDesign, 'base'>,
    Partial<Pick<OwnDesign, 'expects' | 'exposes'>> {
  /** At most 12 lower-case letters, digits and hyphens. */
  readonly name: string;
}

export interface DesignModule extends OwnNodes {
  readonly design: DesignAsked;
}
