import { useQuery } from "@tanstack/react-query";
import { Empty, Loading } from "../shell/problem.tsx";
import { Table } from "../shell/table.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { reviewQuery } from "./queries.ts";

/** Who may do what, since when, and when they last did. */
export function AccessReviewPage() {
  const review = useQuery(reviewQuery);
  const unused = review.data?.items.filter((line) => line.unused).length ?? 0;
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.review.title}</h1>
        <a href="/api/v1/access-review?format=csv" download>
          {t.review.csv}
        </a>
      </div>
      <p className="muted">{t.review.hint}</p>
      <Loading of={review} what={t.review.title} />
      {review.data?.items.length === 0 && <Empty title={t.review.empty} hint={t.review.emptyHint} />}
      {review.data && unused > 0 && <p>{t.review.unused(unused, review.data.unusedDays)}</p>}
      {review.data && review.data.items.length > 0 && (
        <Table label={t.review.title} columns={t.review.columns} testId="review">
          {review.data.items.map((line) => (
            <tr key={`${line.who} ${line.right}`} data-unused={line.unused}>
              <td>
                {line.name} <span className="muted">({line.who})</span>
              </td>
              <td>{t.review.state[line.state]}</td>
              <td>
                {line.verb} · {line.object}
                {line.only ? ` (${t.roles.conditions[line.only]})` : ""}
              </td>
              <td>{line.partitions.join(", ") || t.operators.everywhere}</td>
              <td>{dateTime(line.since)}</td>
              <td>{line.lastSignIn === null ? t.review.never : dateTime(line.lastSignIn)}</td>
              <td>
                {line.lastUsed === undefined
                  ? t.review.notRecorded
                  : line.lastUsed === null
                    ? t.review.never
                    : dateTime(line.lastUsed)}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
