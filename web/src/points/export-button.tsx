import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { t } from "../page-texts.ts";
import { documentField } from "../schema-form/document-schema.ts";
import { kindsQuery } from "../schema-form/kinds-query.ts";
import { writeTable } from "./csv.ts";
import type { PointDocument } from "./queries.ts";
import { columnsOf, tableOf } from "./rows.ts";
import { saveTable } from "./save-table.ts";

/** Gives points out as a table that spreadsheets open, and that comes back in as it was. */
export function ExportButton({ points }: { points: readonly PointDocument[] }) {
  const kinds = useQuery(kindsQuery);
  const save = () => {
    if (!kinds.data) return;
    const columns = columnsOf(documentField(kinds.data, "point", {}));
    const { header, rows } = tableOf(points, columns);
    saveTable("points.csv", writeTable(header, rows));
  };
  return (
    <Button variant="default" disabled={points.length === 0 || !kinds.data} onClick={save}>
      {t.setup.points.export(points.length)}
    </Button>
  );
}
