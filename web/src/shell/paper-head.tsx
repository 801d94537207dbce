import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { sessionQuery, statusQuery } from "../api/queries.ts";
import { fullTime, zoneName } from "../instant.ts";
import { t } from "../texts.ts";
import { serverNow } from "../time.ts";

/** What a list on paper says of itself: of which site it is, what it holds of which time, and who printed it when. */
export function PaperHead({ covers }: { covers: readonly string[] }) {
  const { data: status } = useQuery({ ...statusQuery, enabled: false });
  const session = useQuery(sessionQuery).data;
  const at = usePrintedAt();
  const facts: readonly (readonly [string, string])[] = [
    [t.paper.site, status?.siteName ?? ""],
    [t.paper.covers, covers.join(" ")],
    [
      t.paper.printed,
      t.paper.printedBy(session ? `${session.operator.name} (${session.operator.id})` : "", fullTime(at), zoneName(at)),
    ],
  ];
  return (
    <dl className="paper-head" data-testid="paper-head">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** When the page was printed last, however somebody began it. */
function usePrintedAt(): number {
  const [at, setAt] = useState(serverNow);
  useEffect(() => {
    const begin = () => flushSync(() => setAt(serverNow()));
    window.addEventListener("beforeprint", begin);
    return () => window.removeEventListener("beforeprint", begin);
  }, []);
  return at;
}
