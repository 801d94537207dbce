/** How much waits behind a link of the navigation; nothing when nothing does. */
export function NavBadge({ count, what, testId }: { count: number; what: string; testId: string }) {
  if (count === 0) return null;
  return (
    <span className="nav-badge" data-testid={testId}>
      {count}
      <span className="hidden"> {what}</span>
    </span>
  );
}
