import { Button, Progress } from "@mantine/core";
import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { t } from "../page-texts.ts";
import { Loading } from "../shell/problem.tsx";
import { type Asked, progressQuery } from "./queries.ts";
import { share } from "./shown.ts";

/** Sooner than that nobody needs to know how far it is. */
const LONG_MS = 1000;

interface CountingProps {
  readonly of: UseQueryResult;
  readonly queryKey: readonly unknown[];
  readonly asked: Asked;
  readonly what: string;
}

/** Stands for figures until they are there: how far the server is, and a way to let it be. */
export function Counting({ of, queryKey, asked, what }: CountingProps) {
  if (of.error || of.data !== undefined) return <Loading of={of} what={what} />;
  if (of.fetchStatus === "idle") {
    return (
      <div className="stack">
        <p role="status">{t.numbers.cancelled}</p>
        <Button variant="default" onClick={() => void of.refetch()}>
          {t.common.tryAgain}
        </Button>
      </div>
    );
  }
  return (
    <>
      <Loading of={of} what={what} />
      <HowFar asked={asked} queryKey={queryKey} />
    </>
  );
}

function HowFar({ asked, queryKey }: Pick<CountingProps, "asked" | "queryKey">) {
  const queries = useQueryClient();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  const progress = useQuery({ ...progressQuery(asked), enabled: isLong });
  if (!isLong) return null;
  const done = progress.data?.share ?? 0;
  return (
    <div className="numbers-counting">
      <Progress.Root>
        <Progress.Section value={done * 100} aria-label={t.numbers.counting} />
      </Progress.Root>
      <span>{t.numbers.countedShare(share(done))}</span>
      <Button variant="default" size="compact-sm" onClick={() => void queries.cancelQueries({ queryKey, exact: true })}>
        {t.common.cancel}
      </Button>
    </div>
  );
}
