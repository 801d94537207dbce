import { Button, FileButton, Progress } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTrusted } from "../link/use-live.ts";
import { t } from "../page-texts.ts";
import { OUTLINES, PICTURES, refuseTooLarge, sizeWithin, upload } from "../plans/picture.ts";
import { DoneNote, ProblemNote } from "../shell/problem.tsx";
import { megabytes } from "./size.ts";

interface Going {
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
  readonly waiting: number;
}

interface Refused {
  readonly name: string;
  readonly error: unknown;
}

/** Takes files that are dropped on it or chosen, one after the other, and says how far each is and what was refused. */
export function UploadArea({ largest }: { largest: number }) {
  const queries = useQueryClient();
  const trusted = useTrusted();
  const [isOver, setOver] = useState(false);
  const [going, setGoing] = useState<Going | null>(null);
  const [done, setDone] = useState<readonly string[]>([]);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const abort = useRef<AbortController | null>(null);
  // Who leaves the page has not uploaded what was still going.
  useEffect(() => () => abort.current?.abort(), []);
  const barred = !trusted || going !== null;

  async function take(files: readonly File[]): Promise<void> {
    if (barred || files.length === 0) return;
    const stop = new AbortController();
    abort.current = stop;
    setDone([]);
    setRefused([]);
    for (const [at, file] of files.entries()) {
      if (stop.signal.aborted) break;
      const show = (share: number) => setGoing({ name: file.name, share, waiting: files.length - at - 1 });
      show(0);
      try {
        await refuseTooLarge(file, largest);
        await sizeWithin(file);
        const { name } = await upload(file, file.name, { progress: show, signal: stop.signal });
        setDone((before) => [...before, name]);
      } catch (error) {
        if (!stop.signal.aborted) setRefused((before) => [...before, { name: file.name, error }]);
      }
    }
    setGoing(null);
    await queries.invalidateQueries({ queryKey: ["site", "files"] });
  }

  return (
    <section
      className="drop-area stack"
      aria-label={t.files.upload}
      data-over={isOver}
      data-testid="drop-area"
      onDragOver={(event) => {
        if (barred || !event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take([...event.dataTransfer.files]);
      }}
    >
      <p>
        {t.files.drop}{" "}
        <FileButton
          multiple
          accept={`${PICTURES},application/pdf,${OUTLINES}`}
          disabled={barred}
          onChange={(files) => void take(files)}
          inputProps={{ "aria-label": t.files.upload }}
        >
          {(given) => (
            <Button {...given} size="compact-sm" variant="default" disabled={barred}>
              {t.files.choose}
            </Button>
          )}
        </FileButton>
      </p>
      <p className="muted">{t.files.kinds(megabytes(largest))}</p>
      {going && (
        <div className="row-wrap" data-testid="uploading">
          <span>
            <bdi>{going.name}</bdi>
            {going.waiting > 0 && <span className="muted"> {t.files.waiting(going.waiting)}</span>}
          </span>
          <Progress value={going.share * 100} aria-label={t.files.progress(going.name)} className="grow" />
          <span>{t.plans.percent(Math.floor(going.share * 100))}</span>
          <Button size="compact-sm" variant="default" onClick={() => abort.current?.abort()}>
            {t.common.cancel}
          </Button>
        </div>
      )}
      {refused.map(({ name, error }) => (
        <ProblemNote key={name} error={error} what={t.files.notTaken(name)} />
      ))}
      {done.length > 0 && <DoneNote>{t.files.taken(done)}</DoneNote>}
    </section>
  );
}
