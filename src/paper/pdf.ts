import { readFile } from "node:fs/promises";
import { create } from "fontkit";
import PDFDocument from "pdfkit";
import { drawn, printable, wrapped } from "./letters.ts";
import type { Block, Report } from "./report.ts";

const MARGIN = 48;
const FOOT = 24;
const SIZE = 9;
const LEADING = 12;
const PAD = 3;
const GREY = "#555555";
const BLACK = "#1a1a1a";
const LINE = "#999999";
const BAR = "#33618f";
/** Of a chart, its names left out. */
const CHART_HEIGHT = 96;
/** Room for the greatest value beside a chart. */
const SCALE_WIDTH = 36;
/** pdfkit puts words together by itself, from left to right, unless a feature is named: then a stretch is drawn as a whole. */
const PLAIN: PDFKit.Mixins.TextOptions = { lineBreak: false };
const WHOLE: PDFKit.Mixins.TextOptions = { lineBreak: false, features: ["kern"] };

/**
 * The report as PDF on A4. DejaVu Sans has Latin, Greek, Cyrillic, Hebrew and Arabic letters; right-to-left text is put into
 * its order, and what the font has no letter for (emoji, Chinese) stands there by its number.
 */
export async function pdfOf(report: Report): Promise<Buffer> {
  const [regular, bold] = await Promise.all([
    readFile(new URL(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"))),
    readFile(new URL(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"))),
  ]);
  const paper = new Paper(regular, bold, report);
  paper.write(report.heading, { size: 15, bold: true });
  paper.write(report.title, { size: 11 });
  paper.write(report.made, { colour: GREY });
  for (const { title, blocks } of report.sections) {
    paper.section(title);
    for (const block of blocks) paper.block(block);
  }
  return paper.end(report.title);
}

interface Look {
  readonly size?: number;
  readonly bold?: boolean;
  readonly colour?: string;
  /** Ends at the right. */
  readonly isFigure?: boolean;
}

interface Column {
  readonly x: number;
  readonly width: number;
}

/** Sheets of A4 that are written from above; a new one begins where the last is full. */
class Paper {
  readonly #document: PDFKit.PDFDocument;
  readonly #parts: Buffer[] = [];
  readonly #has: (codePoint: number) => boolean;
  #y = MARGIN;

  constructor(regular: Buffer, bold: Buffer, { title, language }: Report) {
    const font = create(regular);
    this.#has = (codePoint) => "hasGlyphForCodePoint" in font && font.hasGlyphForCodePoint(codePoint);
    this.#document = new PDFDocument({
      size: "A4",
      // The foot of a page stands below what pdfkit takes for its end.
      margin: 0,
      bufferPages: true,
      lang: language,
      displayTitle: true,
      pdfVersion: "1.7",
      info: { Title: title, Creator: "Tocsin", Producer: "Tocsin" },
      font: regular as unknown as string,
    });
    this.#document.registerFont("regular", regular).registerFont("bold", bold);
    this.#document.on("data", (part: Buffer) => this.#parts.push(part));
  }

  section(title: string): void {
    this.#room(4 * LEADING);
    this.#y += LEADING;
    this.write(title, { size: 12, bold: true });
    this.#rule(this.#y);
    this.#y += PAD;
  }

  block(block: Block): void {
    switch (block.kind) {
      case "text":
        this.write(block.text, block.muted ? { colour: GREY } : {});
        break;
      case "facts":
        for (const [name, value] of block.facts) this.#row([name, value], this.#columns([1, 3]), { boldFirst: true });
        break;
      case "table":
        this.#table(block);
        break;
      case "bars":
        this.#chart(block);
        break;
    }
    this.#y += PAD;
  }

  write(text: string, look: Look = {}): void {
    const column = { x: MARGIN, width: this.#width };
    for (const line of this.#lines(text, column.width, look)) {
      const height = ((look.size ?? SIZE) / SIZE) * LEADING;
      this.#room(height);
      this.#line(line, column, this.#y, look);
      this.#y += height;
    }
  }

  async end(title: string): Promise<Buffer> {
    const document = this.#document;
    const { start, count } = document.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      document.switchToPage(page);
      const foot = `${printable(title, this.#has)}  ·  ${page - start + 1} / ${count}`;
      this.#line(foot, { x: MARGIN, width: this.#width }, document.page.height - MARGIN + PAD, {
        size: 8,
        colour: GREY,
      });
    }
    const ended = new Promise<void>((resolve, reject) => {
      document.on("end", resolve);
      document.on("error", reject);
    });
    document.end();
    await ended;
    return Buffer.concat(this.#parts);
  }

  #chart({ title, bars }: Extract<Block, { kind: "bars" }>): void {
    this.#room(CHART_HEIGHT + 3 * LEADING);
    this.write(title, { bold: true });
    const greatest = bars.reduce((most, { value }) => Math.max(most, value), 1);
    const x = MARGIN + SCALE_WIDTH;
    const each = (this.#width - SCALE_WIDTH) / Math.max(1, bars.length);
    const foot = this.#y + CHART_HEIGHT;
    const scale = { x: MARGIN, width: SCALE_WIDTH - PAD };
    this.#line(String(greatest), scale, this.#y, { colour: GREY, isFigure: true });
    this.#line("0", scale, foot - LEADING, { colour: GREY, isFigure: true });
    for (const [place, { value }] of bars.entries()) {
      const height = (value / greatest) * CHART_HEIGHT;
      if (value > 0) this.#document.rect(x + place * each, foot - height, Math.max(0.4, each * 0.8), height).fill(BAR);
    }
    this.#rule(foot);
    this.#y = foot + PAD;
    this.#dress({ colour: GREY });
    const widest = Math.max(...bars.map(({ label }) => this.#document.widthOfString(label)));
    const every = Math.max(1, Math.ceil((widest + 2 * PAD) / each));
    for (let place = 0; place < bars.length; place += every) {
      const named = { x: x + place * each, width: each };
      if (named.x + widest <= MARGIN + this.#width || place === 0)
        this.#line(bars[place]?.label ?? "", named, this.#y, { colour: GREY });
    }
    this.#y += LEADING;
  }

  #table({ columns: names, widths, rows, figures }: Extract<Block, { kind: "table" }>): void {
    const columns = this.#columns(widths);
    const head = () => this.#row(names, columns, { head: true, figures });
    const first = columns.map(({ width }, place) => this.#lines(rows[0]?.[place] ?? "", width - 2 * PAD, {}).length);
    // Heads alone at the foot of a sheet say nothing.
    this.#room(Math.min((Math.max(...first) + 2) * LEADING + 4 * PAD, (this.#bottom - MARGIN) / 2));
    head();
    for (const row of rows) this.#row(row, columns, { again: head, figures });
  }

  /** One row; what doesn't fit on this sheet goes on under the heads on the next one. */
  #row(
    cells: readonly string[],
    columns: readonly Column[],
    how: {
      head?: boolean;
      boldFirst?: boolean;
      again?: () => void;
      figures?: ReadonlySet<number> | undefined;
    } = {},
  ): void {
    const look = (place: number): Look => ({
      bold: how.head === true || (how.boldFirst === true && place === 0),
      isFigure: how.figures?.has(place) === true,
    });
    const left = columns.map(({ width }, place) => this.#lines(cells[place] ?? "", width - 2 * PAD, look(place)));
    const most = Math.max(...left.map(({ length }) => length));
    const isWholeElsewhere = most * LEADING < (this.#bottom - MARGIN) / 2;
    if (isWholeElsewhere && this.#y + most * LEADING + 2 * PAD > this.#bottom) this.#turn(how.again);
    for (let rest = most; rest > 0; ) {
      const fitting = Math.min(rest, Math.floor((this.#bottom - this.#y - 2 * PAD) / LEADING));
      if (fitting < 1) {
        this.#turn(how.again);
        continue;
      }
      for (const [place, column] of columns.entries()) {
        const inner = { x: column.x + PAD, width: column.width - 2 * PAD };
        for (const [number, line] of (left[place] ?? []).splice(0, fitting).entries()) {
          this.#line(line, inner, this.#y + PAD + number * LEADING, look(place));
        }
      }
      this.#y += fitting * LEADING + 2 * PAD;
      this.#rule(this.#y);
      rest -= fitting;
    }
  }

  /** The lines that a text takes. */
  #lines(text: string, width: number, look: Look): string[] {
    this.#dress(look);
    return wrapped(printable(text, this.#has), width, (word) => this.#document.widthOfString(word));
  }

  #line(line: string, { x, width }: Column, y: number, look: Look): void {
    this.#dress(look);
    const { stretches, beginsRight } = drawn(line);
    if (stretches.length === 1 && !beginsRight) {
      const before = look.isFigure ? width - this.#document.widthOfString(line) : 0;
      if (line !== "") this.#document.text(line, x + Math.max(0, before), y, PLAIN);
      return;
    }
    const widths = stretches.map(({ text }) => this.#document.widthOfString(text, WHOLE));
    const whole = widths.reduce((sum, one) => sum + one, 0);
    let at = beginsRight ? x + width - whole : x;
    for (const [place, { text }] of stretches.entries()) {
      if (text !== "") this.#document.text(text, at, y, WHOLE);
      at += widths[place] ?? 0;
    }
  }

  #dress({ size = SIZE, bold = false, colour = BLACK }: Look): void {
    this.#document
      .font(bold ? "bold" : "regular")
      .fontSize(size)
      .fillColor(colour);
  }

  #columns(widths: readonly number[]): Column[] {
    const sum = widths.reduce((all, one) => all + one, 0);
    let x = MARGIN;
    return widths.map((width) => {
      const column = { x, width: (width / sum) * this.#width };
      x += column.width;
      return column;
    });
  }

  #room(height: number): void {
    if (this.#y + height > this.#bottom) this.#turn();
  }

  #turn(again?: () => void): void {
    this.#document.addPage();
    this.#y = MARGIN;
    again?.();
  }

  #rule(y: number): void {
    this.#document
      .moveTo(MARGIN, y)
      .lineTo(MARGIN + this.#width, y)
      .lineWidth(0.5)
      .strokeColor(LINE)
      .stroke();
  }

  get #width(): number {
    return this.#document.page.width - 2 * MARGIN;
  }

  get #bottom(): number {
    return this.#document.page.height - MARGIN - FOOT;
  }
}
