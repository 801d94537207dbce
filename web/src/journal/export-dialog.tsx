import { Button, Checkbox, Radio } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { DoneNote, ProblemNote } from "../shell/problem.tsx";
import { language } from "../texts/language.ts";
import { serverNow } from "../time.ts";
import { download, type Progress } from "./download.ts";
import { eventCountQuery } from "./queries.ts";
import { type JournalSearch, parametersOf } from "./search.ts";

/** As the server has it. */
const MOST = 1_000_000;

type State =
  | { readonly is: "asking" }
  | { readonly is: "running"; readonly progress: Progress }
  | { readonly is: "done"; readonly progress: Progress }
  | { readonly is: "failed"; readonly error: unknown };

/** Takes what the filter finds away as a file. */
export function ExportDialog({ search, onClose }: { search: JournalSearch; onClose: () => void }) {
  const [format, setFormat] = useState("csv");
  const [mark, setMark] = useState(true);
  const [state, setState] = useState<State>({ is: "asking" });
  const running = useRef<AbortController | null>(null);
  const isAlarms = search.view === "alarms";
  const count = useQuery({ ...eventCountQuery(search), enabled: !isAlarms });
  useEffect(() => () => running.current?.abort(), []);

  async function run(): Promise<void> {
    const control = new AbortController();
    running.current = control;
    setState({ is: "running", progress: { bytes: 0, rows: 0 } });
    const parameters = parametersOf(search, serverNow());
    parameters.set("format", format);
    parameters.set("language", language);
    parameters.set("mark", mark ? "yes" : "no");
    const what = isAlarms ? "transitions" : "events";
    try {
      const progress = await download(
        `/api/v1/${what}/export?${parameters}`,
        `tocsin-${isAlarms ? "alarm-history" : "events"}.${format}`,
        control.signal,
        (reached) => setState({ is: "running", progress: reached }),
      );
      setState({ is: "done", progress });
    } catch (error) {
      setState(control.signal.aborted ? { is: "asking" } : { is: "failed", error });
    }
  }

  return (
    <Dialog title={t.journal.exportTitle} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <p>
          {count.data && t.journal.exportCount(count.data.count, count.data.exact)} {t.journal.exportHint(MOST)}
        </p>
        <Radio.Group label={t.journal.format} value={format} onChange={setFormat}>
          <div className="stack">
            <Radio value="csv" label={t.journal.csv} data-first />
            <Radio value="jsonl" label={t.journal.jsonl} />
          </div>
        </Radio.Group>
        {format === "csv" && (
          <>
            <Checkbox
              checked={mark}
              onChange={(event) => setMark(event.currentTarget.checked)}
              label={t.journal.mark}
            />
            <p className="muted">{t.journal.harmless}</p>
          </>
        )}
        {state.is === "running" && (
          <p role="status" data-testid="export-progress">
            {t.journal.exporting(state.progress.rows, state.progress.bytes)}{" "}
            <Button size="compact-sm" variant="default" onClick={() => running.current?.abort()}>
              {t.journal.stop}
            </Button>
          </p>
        )}
        {state.is === "done" && <DoneNote>{t.journal.exported(state.progress.rows)}</DoneNote>}
        {state.is === "failed" && <ProblemNote error={state.error} what={t.journal.notExported} />}
        <DialogFoot onCancel={onClose} busy={state.is === "running"}>
          {t.journal.export}
        </DialogFoot>
      </form>
    </Dialog>
  );
}
