// What a prover that the reviewer has is asked of an audit's designs and planted leaks.
import { type Design, sealed } from '../../model/design.ts';
import { type AuditRequest, EFFORT, subjects } from '../request.ts';
import { type ExportedFile, modelText, proverifFile, questions } from './questions.ts';

type Asked = Pick<AuditRequest, 'designs' | 'own' | 'profile' | 'properties' | 'scenario'>;

/** Models follow decisions; fields that a design adds and nodes of its own are not in them. */
export const isModelled = ({ fields, nodes }: Design): boolean => fields.length === 0 && nodes === undefined;

/** The ProVerif files of an audit: all of each design, and of a planted leak those that it changes. */
export function filesToProve(request: Asked): readonly ExportedFile[] {
  const asked = questions.filter(
    ({ lines }) => request.properties === undefined || lines.some((line) => request.properties?.includes(line)),
  );
  return subjects(request).flatMap(({ design, leak }) => {
    if (!isModelled(design)) return [];
    if (leak === undefined) return asked.map((question) => proverifFile(question, design));
    if (EFFORT[request.profile].leak === 0) return [];
    return asked
      .filter((question) => modelText(question, design) !== modelText(question, sealed))
      .map((question) => proverifFile(question, design));
  });
}
