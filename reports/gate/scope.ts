// What an audit was asked: only of that does it mean anything that something is not there.
import type { AuditRequest } from '../../properties/request.ts';

export interface Scope {
  line(design: string, property: string): boolean;
  /** Of any design or planted leak. */
  property(id: string): boolean;
  /** Of a figure, or of the cells of the matrix, of a design. */
  whole(design: string): boolean;
  readonly leak: boolean;
  readonly control: boolean;
}

export function asked({ designs, properties, scenario }: AuditRequest): Scope {
  const whole = properties === undefined && scenario === undefined;
  const ofDesign = (name: string): boolean => designs?.includes(name) ?? true;
  const property = (id: string): boolean => properties?.includes(id) ?? true;
  return {
    line: (design, id) => ofDesign(design) && property(id),
    property,
    whole: (design) => whole && ofDesign(design),
    leak: whole && designs === undefined,
    control: whole && designs === undefined,
  };
}
