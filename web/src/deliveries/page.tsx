import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { get } from "../api/client.ts";
import type { Attempt, List, Notification } from "../api/contract.ts";
import { channelsQuery, kindQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { dateTime } from "../time.ts";
import { AttemptLog } from "./attempts.tsx";

type Delivery = Notification & { readonly log: readonly Attempt[] };
const NONE = { channel: "", person: "", kind: "", state: "" };

/** Every message that was to go out, the newest first, with its attempts and what became of it. */
export function DeliveriesPage() {
  const [filter, setFilter] = useState(NONE);
  const channels = useQuery(channelsQuery);
  const people = useQuery(kindQuery("person"));
  const wanted = Object.entries(filter).filter(([, value]) => value !== "");
  const deliveries = useInfiniteQuery({
    queryKey: ["deliveries", filter],
    initialPageParam: "",
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams([...wanted, ...(pageParam === "" ? [] : [["cursor", pageParam]])]);
      return get<List<Delivery>>(`/api/v1/deliveries?${query}`);
    },
    getNextPageParam: ({ next }) => next,
  });
  const items = deliveries.data?.pages.flatMap((page) => page.items);
  const personName = (id: string) => people.data?.find((person) => person.id === id)?.name ?? id;
  const channelName = (id: string) => channels.data?.items.find((channel) => channel.id === id)?.name ?? id;
  const choose = (label: string, field: keyof typeof NONE, data: readonly (readonly [string, string])[]) => (
    <NativeSelect
      label={label}
      value={filter[field]}
      data={[{ value: "", label: t.deliveries.all }, ...data.map(([value, shown]) => ({ value, label: shown }))]}
      onChange={(event) => setFilter({ ...filter, [field]: event.currentTarget.value })}
    />
  );
  return (
    <section className="stack pad">
      <h1>{t.deliveries.title}</h1>
      <p className="muted">{t.deliveries.hint}</p>
      <div className="form-grid">
        {choose(t.deliveries.channel, "channel", channels.data?.items.map(({ id, name }) => [id, name] as const) ?? [])}
        {choose(t.deliveries.person, "person", people.data?.map(({ id, name }) => [id, name] as const) ?? [])}
        {choose(t.deliveries.kind, "kind", Object.entries(t.messageTemplates.messages))}
        {choose(t.deliveries.state, "state", Object.entries(t.outcome))}
      </div>
      <Loading of={deliveries} what={t.deliveries.title} />
      {items?.length === 0 && (
        <Empty
          title={wanted.length === 0 ? t.deliveries.empty : t.deliveries.noMatch}
          hint={wanted.length === 0 ? t.deliveries.emptyHint : t.deliveries.noMatchHint}
        />
      )}
      <ul className="told" data-testid="deliveries">
        {items?.map((item) => (
          <li key={item.id} data-outcome={item.state}>
            <time>{dateTime(item.createdAt)}</time>
            <div>
              <strong>{item.person === "" ? t.deliveries.nobody : personName(item.person)}</strong>{" "}
              {t.detail.byChannel(channelName(item.channel), item.address)}
              {" · "}
              {t.messageTemplates.messages[item.kind] ?? item.kind}
              {item.alarm > 0 && (
                <>
                  {" · "}
                  <Link to="/alarms/$id" params={{ id: String(item.alarm) }}>
                    {t.deliveries.alarm(item.alarm)}
                  </Link>
                </>
              )}
              <div>
                <span className="outcome">{t.outcome[item.state]}</span>
                {item.repliedAt !== null && ` · ${t.detail.replied(dateTime(item.repliedAt))}`}
                {item.attempts > 1 && ` · ${t.detail.attempts(item.attempts)}`}
                {item.dueAt !== null && ` · ${t.detail.dueAt(dateTime(item.dueAt))}`}
              </div>
              <div className="muted">{sentenceSaid(item.because)}</div>
              <AttemptLog attempts={item.log} />
            </div>
          </li>
        ))}
      </ul>
      {deliveries.hasNextPage && (
        <Button
          variant="default"
          loading={deliveries.isFetchingNextPage}
          onClick={() => void deliveries.fetchNextPage()}
        >
          {t.deliveries.more}
        </Button>
      )}
    </section>
  );
}
