import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { idOf } from "../../../src/kernel/actor.ts";
import { useCalled } from "../api/use-named.ts";
import { fullTime, zoneName } from "../instant.ts";
import { t } from "../page-texts.ts";
import { PaperHead } from "../shell/paper-head.tsx";
import { Empty, Loading } from "../shell/problem.tsx";
import { Table } from "../shell/table.tsx";
import { serverNow } from "../time.ts";
import { reviewQuery } from "./queries.ts";
import "../styles/paper.css";

/** Who may do what, since when, and when they last did. */
export function AccessReviewPage() {
  const review = useQuery(reviewQuery);
  const partitionName = useCalled("partition");
  const unused = review.data?.items.filter((line) => line.unused).length ?? 0;
  return (
    <section className="stack pad on-paper">
      <div className="head">
        <h1>{t.review.title}</h1>
        <div className="row-wrap not-printed">
          <Button variant="default" onClick={() => window.print()}>
            {t.journal.print}
          </Button>
          <Button component="a" variant="default" href="/api/v1/access-review?format=csv" download>
            {t.review.csv}
          </Button>
        </div>
      </div>
      <PaperHead covers={review.data ? [t.paper.review(fullTime(review.dataUpdatedAt))] : []} />
      <p className="muted">
        {t.review.hint} {t.timesIn(zoneName(serverNow()))}
      </p>
      <Loading of={review} what={t.review.title} />
      {review.data?.items.length === 0 && <Empty title={t.review.empty} hint={t.review.emptyHint} />}
      {review.data && unused > 0 && <p>{t.review.unused(unused, review.data.unusedDays)}</p>}
      {review.data && review.data.items.length > 0 && (
        <Table label={t.review.title} columns={t.review.columns} testId="review">
          {review.data.items.map((line) => (
            <tr key={`${line.who} ${line.right}`} data-unused={line.unused}>
              <td>
                {line.name} <span className="muted">({idOf(line.who)})</span>
              </td>
              <td>{t.review.state[line.state]}</td>
              <td>
                {t.right[line.right]}
                {line.only ? ` (${t.roles.conditions[line.only]})` : ""}
              </td>
              <td>{line.partitions.map(partitionName).join(", ") || t.operators.everywhere}</td>
              <td>{fullTime(line.since)}</td>
              <td>{line.lastSignIn === null ? t.review.never : fullTime(line.lastSignIn)}</td>
              <td>
                {line.lastUsed === undefined
                  ? t.review.notRecorded
                  : line.lastUsed === null
                    ? t.review.never
                    : fullTime(line.lastUsed)}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
