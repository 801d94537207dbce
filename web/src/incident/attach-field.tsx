import { FileInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { problemOf, refuseBarred } from "../api/client.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";

interface Attached {
  /** Id of the uploaded file. */
  readonly file: string;
  readonly name: string;
}

/** Sends files to the server as they are chosen; each stays with the alarm. */
export function AttachField({
  alarm,
  files,
  onFile,
}: {
  alarm: number;
  files: readonly Attached[];
  onFile: (file: Attached) => void;
}) {
  const send = useMutation({ mutationFn: (file: File) => uploaded(file, alarm), onSuccess: onFile });
  return (
    <div className="stack">
      <FileInput
        label={t.procedure.attach}
        description={t.procedure.attachHint}
        accept="image/png,image/jpeg,image/webp,image/gif,application/pdf"
        disabled={send.isPending}
        onChange={(file) => file && send.mutate(file)}
      />
      {send.isPending && <p role="status">{t.procedure.sending}</p>}
      <ProblemNote error={send.error} what={t.procedure.refused} />
      {files.map(({ file, name }) => (
        <p key={file} role="status">
          {t.procedure.attached(name)}
        </p>
      ))}
    </div>
  );
}

async function uploaded(file: File, alarm: number): Promise<Attached> {
  const path = `/api/v1/files?alarm=${alarm}&name=${encodeURIComponent(file.name.slice(0, 200))}`;
  refuseBarred("POST", path);
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": file.type || "application/octet-stream" },
    credentials: "same-origin",
    body: file,
  });
  const text = await response.text();
  if (!response.ok) throw problemOf(response.status, response.statusText, text, path);
  return { file: (JSON.parse(text) as { id: string }).id, name: file.name.slice(0, 200) };
}
