/** Something wrong in a pack: where, what, and what would be right. */
export interface Complaint {
  readonly file: string;
  /** From 1; 0 where the complaint is about the file as a whole. */
  readonly line: number;
  readonly column: number;
  readonly problem: string;
  readonly remedy: string;
}

/** One line a complaint, in the form that editors turn into a link. */
export function formatComplaint({ file, line, column, problem, remedy }: Complaint): string {
  return `${file}:${line}:${column} ${problem}; ${remedy}`;
}

/** A pack that cannot be used, with everything that is wrong in it. */
export class BrokenPackError extends Error {
  readonly code = 'broken-pack';
  readonly complaints: readonly Complaint[];

  constructor(complaints: readonly Complaint[]) {
    super(complaints.map(formatComplaint).join('\n'));
    this.complaints = complaints;
  }
}
