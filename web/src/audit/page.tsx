import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { get } from "../api/client.ts";
import type { AuditEntry, List } from "../api/contract.ts";
import { fieldsOf } from "../form.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";

/** What was done by whom, in sentences, the latest first. */
export function AuditPage() {
  const [object, setObject] = useState("");
  const query = useInfiniteQuery({
    queryKey: ["audit", object],
    initialPageParam: "",
    queryFn: ({ pageParam }) => {
      const parts = new URLSearchParams({
        limit: "100",
        ...(object ? { object } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      });
      return get<List<AuditEntry>>(`/api/v1/audit-trail?${parts}`);
    },
    getNextPageParam: (page) => page.next,
  });
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];

  function submit(event: FormEvent<HTMLFormElement>): void {
    setObject(fieldsOf(event)("object"));
  }

  return (
    <section className="stack pad">
      <h1>{t.audit.title}</h1>
      <p className="muted">{t.audit.hint}</p>
      <form className="form-row" onSubmit={submit}>
        <TextInput
          className="grow"
          name="object"
          label={t.audit.object}
          description={t.audit.objectHint}
          defaultValue={object}
        />
        <Button type="submit" variant="default">
          {t.audit.show}
        </Button>
        <Button variant="default" loading={query.isRefetching} onClick={() => void query.refetch()}>
          {t.audit.renew}
        </Button>
      </form>
      <Loading of={query} what={t.audit.title} />
      {query.data && entries.length === 0 && (
        <Empty title={t.audit.empty} hint={object ? t.audit.emptyObject(object) : t.audit.emptyHint} />
      )}
      {entries.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t.audit.title}>
          <table className="table" data-testid="audit-trail">
            <thead>
              <tr>
                <th scope="col">{t.audit.number}</th>
                <th scope="col">{t.audit.at}</th>
                <th scope="col">{t.audit.sentence}</th>
                <th scope="col">{t.audit.who}</th>
                <th scope="col">{t.audit.about}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.seq}>
                  <td className="muted">{entry.seq}</td>
                  <td className="nowrap">
                    <time title={new Date(entry.at).toISOString()}>{dateTime(entry.at)}</time>
                  </td>
                  <td>{entry.sentence}</td>
                  <td className="nowrap">
                    {t.who(entry.actor)} <span className="muted">{entry.via}</span>
                  </td>
                  <td>
                    <button type="button" className="text-button" onClick={() => setObject(entry.object)}>
                      {entry.object}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t.audit.more}
        </Button>
      )}
    </section>
  );
}
