import { describe, expect, test } from "vitest";
import { escapeHtml } from "../../shared/report/escape-html.ts";
import { html, safeHref } from "../../shared/report/html.ts";
import { inertText, shownName } from "../../shared/report/inert-text.ts";
import { recordsCommand } from "../../shared/report/records-command.ts";

describe("inertText", () => {
  test("nothing stays nothing, and an empty name is shown as one", () => {
    expect(inertText("")).toBe("");
    expect(shownName("")).toBe("(empty)");
    expect(shownName(" \t")).toBe("(blank)");
  });

  test("letters of every script, combining marks and emoji stay", () => {
    const text = "délai 遅延 задержка ✈️ e\u0301";
    expect(inertText(text)).toBe(text);
  });

  test("a control character becomes its picture of the Control Pictures block (Unicode 16, 2400)", () => {
    expect(inertText("\u0000\t\n\r\u001b\u007f")).toBe("␀␉␊␍␛␡");
  });

  test("C1 controls, bidi overrides, zero-width characters and separators show their code point", () => {
    expect(inertText("\u009b\u202e\u200b\u2028\ufeff")).toBe("⟨U+009B⟩⟨U+202E⟩⟨U+200B⟩⟨U+2028⟩⟨U+FEFF⟩");
  });

  test("a lone surrogate becomes the replacement character", () => {
    expect(inertText("a\ud800b")).toBe("a\ufffdb");
  });

  test("no more than three combining marks stack on a letter", () => {
    expect(inertText(`z${"\u0335".repeat(50)}`)).toBe(`z${"\u0335".repeat(3)}`);
  });

  test("a name is cut after 200 characters, a pair of surrogates counting as one", () => {
    expect(inertText("a".repeat(200))).toBe("a".repeat(200));
    expect(inertText("a".repeat(201))).toBe(`${"a".repeat(200)}…`);
    expect(inertText("😀".repeat(200))).toBe("😀".repeat(200));
    expect(inertText("😀".repeat(201))).toBe(`${"😀".repeat(200)}…`);
  });

  test("a text made inert twice is the one made inert once", () => {
    const once = inertText("a\u202e\u0000b");
    expect(inertText(once)).toBe(once);
  });
});

describe("html", () => {
  test("markup and quotes in a text become entities", () => {
    expect(escapeHtml(`<a href="x" b='y'>&\``)).toBe(
      "&lt;a href&#61;&quot;x&quot; b&#61;&#39;y&#39;&gt;&amp;&#96;",
    );
  });

  test("a template escapes strings, keeps pieces, joins lists and leaves out false and undefined", () => {
    const items = ["<", ">"].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}${false}${undefined}</ul>`.markup).toBe("<ul><li>&lt;</li><li>&gt;</li></ul>");
  });

  test("a number that is not finite shows as a dash", () => {
    expect(html`${1.5} ${Number.NaN} ${Number.POSITIVE_INFINITY}`.markup).toBe("1.5 – –");
  });

  test("a link keeps relative addresses and https, and nothing else", () => {
    expect(safeHref("20010216T10Z/report.html")).toBe("20010216T10Z/report.html");
    expect(safeHref("../a/b.html#c")).toBe("../a/b.html#c");
    expect(safeHref("https://example.com/a")).toBe("https://example.com/a");
    for (const href of [
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "//evil",
      "data:text/html,x",
      "http://evil",
      '"onx="',
      " a",
      "a b",
      "",
    ])
      expect(safeHref(href), href).toBeUndefined();
  });
});

describe("recordsCommand", () => {
  test("plain words stand as they are", () => {
    expect(recordsCommand("20010216T10Z", { column: "delay", check: "data_type_check" })).toBe(
      "plumbline records 20010216T10Z delay data_type_check",
    );
  });

  test("a name with shell syntax is one quoted word", () => {
    expect(recordsCommand("w", { column: "a'; rm -rf ~ #", check: "c" })).toBe(
      `plumbline records w 'a'\\''; rm -rf ~ #' c`,
    );
    expect(recordsCommand("w", { column: "--out=x", check: "c" })).toBe("plumbline records w '--out=x' c");
    expect(recordsCommand("w", { column: "a\nb", check: "c" })).toBe("plumbline records w 'a␊b' c");
  });
});
