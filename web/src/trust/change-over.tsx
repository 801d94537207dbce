import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { call } from "../api/client.ts";
import { fieldsOf } from "../form.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { dateTime } from "../time.ts";
import type { Trust } from "./contract.ts";

const PATH = "/api/v1/trust/change-over";

/** Replaces the root while everything runs, and says who still lacks what. */
export function ChangeOver({ trust: { site, changeOver } }: { trust: Trust }) {
  const queries = useQueryClient();
  const may = useMay();
  const order = useMutation({
    mutationFn: ({ path, body }: { path: string; body: object }) => call("POST", path, { site, ...body }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["trust"] }),
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    order.mutate({ path: PATH, body: { keepHours: Number(fieldsOf(event)("days")) * 24 } });
  }

  if (!changeOver && !may("security:write")) return null;
  return (
    <section className="card stack" data-testid="change-over">
      <h2>{t.trust.changeOver}</h2>
      {changeOver ? (
        <>
          <p>{t.trust.stages[changeOver.stage]}</p>
          <p className="muted">{t.trust.keptUntil(dateTime(changeOver.keepUntil), changeOver.by)}</p>
          <p className="muted code" style={{ overflowWrap: "anywhere" }}>
            SHA-256 {changeOver.next}
          </p>
          {changeOver.lacking.length === 0 ? (
            <p role="status">{t.trust.nobodyLacks}</p>
          ) : (
            <ul>
              {changeOver.lacking.map(({ uri, because }) => (
                <li key={uri}>
                  {uri.replace(/^tocsin:\/\/[^/]+\//, "")}: {sentenceSaid(because)}
                </li>
              ))}
            </ul>
          )}
        </>
      ) : (
        <p className="muted">{t.trust.changeOverHint}</p>
      )}
      <ProblemNote error={order.error} what={t.trust.notDone} />
      {may("security:write") && changeOver && (
        <div className="row-wrap">
          <Button
            size="compact-sm"
            variant="outline"
            color="red"
            loading={order.isPending}
            onClick={() => order.mutate({ path: `${PATH}/end`, body: {} })}
          >
            {t.trust.retire}
          </Button>
        </div>
      )}
      {may("security:write") && !changeOver && (
        <form className="stack" onSubmit={submit}>
          <NativeSelect
            name="days"
            label={t.trust.keepDays}
            data={["0", "1", "7", "30", "90"]}
            defaultValue="7"
            maw={320}
          />
          <div className="row-wrap">
            <Button type="submit" size="compact-sm" variant="default" loading={order.isPending}>
              {t.trust.replaceRoot}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
