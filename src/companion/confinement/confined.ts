/** Node has it only where it restricts something. */
interface Restricted {
  readonly permission?: Pick<NodeJS.ProcessPermission, 'has'>;
}

/** Whether Node holds this process to less than everything, in each respect that matters here. */
export function isConfined({ permission }: Restricted = process): boolean {
  return (
    permission !== undefined &&
    !['fs.read', 'fs.write', 'worker', 'addon'].some((scope) => permission.has(scope))
  );
}
