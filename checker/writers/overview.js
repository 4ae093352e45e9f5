"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const GLYPHS = { c: "●", w: "◐", m: "○", n: "–", r: "？", x: "免", u: "·" };
  const PAGE = 100, ROW = 24;
  const rows = data.rows, items = data.items;
  rows.forEach((row, i) => { row.i = i; row.find = (row.agency + "\n" + row.path).toLowerCase(); });

  // text of documents only ever becomes text nodes
  function make(name, options, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(options || {})) {
      if (key === "class") node.className = value;
      else if (key === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value);
    }
    node.append(...children.filter((one) => one !== null && one !== undefined && one !== ""));
    return node;
  }
  const points = (score) => (score === null ? "不评分" : score.toFixed(1));
  const count = (signs, sign) => { let n = 0; for (const one of signs) if (one === sign) n++; return n; };

  // ── summary ─────────────────────────────────────────────────────────────────────────
  function tile(value, label) { return make("div", { class: "tile" }, make("b", {}, String(value)), label); }
  function summary() {
    const scores = rows.map((row) => row.score).filter((one) => one !== null).sort((a, b) => a - b);
    const tiles = byId("tiles");
    if (data.roster) tiles.append(tile(data.roster.asked, "应报单位"));
    tiles.append(tile(rows.length, "已检查单位"));
    if (data.roster) tiles.append(tile(data.roster.absent, "未报送或不能检查"), tile(rows.filter((row) => row.late).length, "逾期报送"));
    tiles.append(tile(data.unread.length, "没有检查的文件"));
    if (scores.length) {
      const middle = scores.length >> 1;
      const median = scores.length % 2 ? scores[middle] : (scores[middle - 1] + scores[middle]) / 2;
      tiles.append(
        tile((scores.reduce((a, b) => a + b, 0) / scores.length).toFixed(1), "平均分"), tile(median.toFixed(1), "中位数"),
        tile(rows.filter((row) => row.vetoes.length).length, "单项否决"));
    }
    const bins = new Array(10).fill(0);
    for (const score of scores) bins[Math.min(9, Math.floor(score / 10))]++;
    const most = Math.max(1, ...bins);
    bins.forEach((n, i) => {
      const bar = make("i", {}); bar.style.height = `${(78 * n) / most}%`;
      byId("spread").append(make("div", { title: `${i * 10}—${i * 10 + 10} 分：${n} 个` }, n ? String(n) : "", bar, make("span", {}, `${i * 10}–`)));
    });
    const total = Math.max(1, rows.length);
    for (const grade of data.grades) {
      const n = rows.filter((row) => row.grade === grade).length;
      byId("grades").append(bar(grade, [[n / total, ""]], `${n} 个`));
    }
  }
  function bar(label, parts, value) {
    const track = make("div", { class: "track", "aria-hidden": "true" });
    for (const [share, name] of parts) { const one = make("i", { class: name }); one.style.width = `${100 * share}%`; track.append(one); }
    return make("div", { class: "bar" }, make("span", {}, label), track, make("span", { class: "value" }, value));
  }

  // ── filters and ranking ─────────────────────────────────────────────────────────────
  const COLUMNS = [
    ["名次", (row) => row.rank === null ? Infinity : row.rank, (row) => row.rank === null ? "" : String(row.rank), "n"],
    ["单位", (row) => row.agency, null, ""],
    ["类别", (row) => row.kind, (row) => row.kind, ""],
    ["年度", (row) => row.year, (row) => String(row.year), "n"],
    ["得分", (row) => row.score === null ? -1 : row.score, (row) => points(row.score), "n"],
    ["等次", (row) => data.grades.indexOf(row.grade), (row) => row.grade, ""],
    ["具备", (row) => count(row.signs, "c"), (row) => String(count(row.signs, "c")), "n"],
    ["薄弱", (row) => count(row.signs, "w"), (row) => String(count(row.signs, "w")), "n"],
    ["缺失", (row) => count(row.signs, "m"), (row) => String(count(row.signs, "m")), "n"],
    ["文字问题", (row) => row.wrong, (row) => String(row.wrong), "n"],
    ["说明", (row) => remarks(row), (row) => remarks(row), ""],
  ];
  const order = { column: 0, down: false };
  let shown = rows.slice(), page = 0;
  function remarks(row) { return [...row.vetoes.map((one) => `单项否决：${one}`), row.late ? `逾期：${row.late}` : "", ...row.notes].filter(Boolean).join("；"); }

  function options(id, values) { for (const one of values) byId(id).append(make("option", { value: String(one) }, String(one))); }
  function filtered() {
    const wanted = byId("search").value.trim().toLowerCase();
    const kind = byId("kind").value, year = byId("year").value, grade = byId("grade").value, state = byId("state").value;
    return rows.filter((row) => (!wanted || row.find.includes(wanted)) && (!kind || row.kind === kind)
      && (!year || String(row.year) === year) && (!grade || row.grade === grade)
      && (!state || (state === "veto" ? row.vetoes.length : state === "late" ? row.late : remarks(row))));
  }
  const collator = new Intl.Collator("zh-Hans-CN");
  function sort() {
    const value = COLUMNS[order.column][1];
    const keyed = shown.map((row) => [value(row), row]);
    keyed.sort(([a, one], [b, other]) => {
      const sign = typeof a === "string" ? collator.compare(a, b) : a < b ? -1 : a > b ? 1 : 0;
      return (order.down ? -sign : sign) || one.i - other.i;
    });
    shown = keyed.map(([, row]) => row);
  }
  function refresh() {
    shown = filtered(); sort(); page = 0; active = { row: 0, item: Math.min(active.item, items.length - 1) };
    byId("count").textContent = shown.length === rows.length ? `共 ${rows.length} 个单位` : `${shown.length} / ${rows.length} 个单位`;
    drawRanks(); byId("map").scrollTop = 0; drawMap();
  }
  function drawRanks(all) {
    const head = make("tr", {}, ...COLUMNS.map(([name, , , kind], i) => make("th",
      { scope: "col", class: kind, "aria-sort": i === order.column ? (order.down ? "descending" : "ascending") : null },
      make("button", { type: "button", on: { click: () => { order.down = order.column === i ? !order.down : i === 4; order.column = i; sort(); page = 0; drawRanks(); drawMap(); byId("ranks").querySelectorAll("th button")[i].focus(); } } }, name))));
    byId("ranks").tHead.replaceChildren(head);
    const part = all ? shown : shown.slice(page * PAGE, page * PAGE + PAGE);
    byId("ranks").tBodies[0].replaceChildren(...part.map((row) => make("tr", {}, ...COLUMNS.map(([, , told, kind]) =>
      told ? make("td", { class: kind }, told(row)) : make("td", {}, opener(row))))));
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    byId("page").textContent = `第 ${page + 1} 页，共 ${pages} 页`;
    byId("back").disabled = page === 0; byId("next").disabled = page >= pages - 1;
  }
  function opener(row) {
    return data.pages ? make("a", { href: row.page }, row.agency)
      : make("button", { type: "button", class: "link", on: { click: () => open(row, null) } }, row.agency);
  }

  // ── heat map: only the rows in view are in the document ─────────────────────────────
  let active = { row: 0, item: 0 };
  const firsts = new Set(items.map((item, i) => (i && item.area === items[i - 1].area ? -1 : i)));
  function mapHead() {
    byId("map-head").append(make("div", { class: "name", role: "columnheader" }, "单位"), ...items.map((item, i) =>
      make("div", { class: firsts.has(i) ? "item first" : "item", role: "columnheader", title: `${data.areas[item.area]}：${item.title}` }, item.title)));
    byId("map").setAttribute("aria-colcount", String(items.length + 1));
    byId("legend").append("图例：", ...Object.entries(data.signs).flatMap(([sign, name]) => [make("span", { class: `c s-${sign}`, "aria-hidden": "true" }, GLYPHS[sign]), name]));
  }
  function drawMap() {
    const map = byId("map"), body = byId("map-body");
    body.style.height = `${shown.length * ROW}px`;
    body.style.minWidth = `${byId("map-head").offsetWidth}px`;
    map.setAttribute("aria-rowcount", String(shown.length + 1));
    const from = Math.max(0, Math.floor(map.scrollTop / ROW) - 6), to = Math.min(shown.length, from + Math.ceil(map.clientHeight / ROW) + 14);
    const nodes = [];
    for (let r = from; r < to; r++) {
      const row = shown[r];
      const line = make("div", { class: "row", role: "row", "aria-rowindex": String(r + 2) }, make("div", { class: "name", role: "rowheader", title: row.agency }, row.agency));
      line.style.top = `${r * ROW}px`;
      for (let i = 0; i < items.length; i++) {
        const cell = document.createElement("div");
        cell.className = `c s-${row.signs[i]}${firsts.has(i) ? " first" : ""}${r === active.row && i === active.item ? " here" : ""}`;
        cell.setAttribute("role", "gridcell");
        cell.textContent = GLYPHS[row.signs[i]];
        cell.dataset.r = r; cell.dataset.i = i;
        line.append(cell);
      }
      nodes.push(line);
    }
    body.replaceChildren(...nodes);
  }
  function told(r, i) { return `${shown[r].agency}　${items[i].title}：${data.signs[shown[r].signs[i]]}`; }
  function move(event) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-15, 0], PageDown: [15, 0] }[event.key];
    if (!shown.length) return;
    if (event.key === "Enter") { event.preventDefault(); openCell(active.row, active.item); return; }
    if (event.key === "Home" || event.key === "End") active.item = event.key === "Home" ? 0 : items.length - 1;
    else if (step) {
      active.row = Math.max(0, Math.min(shown.length - 1, active.row + step[0]));
      active.item = Math.max(0, Math.min(items.length - 1, active.item + step[1]));
    } else return;
    event.preventDefault();
    const map = byId("map"), head = byId("map-head").offsetHeight, name = byId("map-head").firstChild.offsetWidth;
    const top = active.row * ROW, left = name + active.item * 22;
    if (top < map.scrollTop) map.scrollTop = top;
    if (top + ROW + head > map.scrollTop + map.clientHeight - 20) map.scrollTop = top + ROW + head - map.clientHeight + 20;
    if (left - name < map.scrollLeft) map.scrollLeft = left - name;
    if (left + 44 > map.scrollLeft + map.clientWidth) map.scrollLeft = left + 44 - map.clientWidth;
    drawMap();
    byId("cell").textContent = told(active.row, active.item);
  }
  function openCell(r, i) {
    const row = shown[r];
    if (data.pages) location.href = `${row.page}#${items[i].id}`;
    else open(row, i);
  }

  // ── drill-down ──────────────────────────────────────────────────────────────────────
  let before = null;
  function open(row, marked) {
    before = document.activeElement;
    const detail = JSON.parse(byId(`d${row.i}`).textContent);
    byId("detail-head").textContent = row.agency;
    const body = byId("detail-body");
    body.replaceChildren(
      make("p", {}, `${row.kind}　${row.year}年度　得分 ${points(row.score)}　${row.grade}`),
      make("p", { class: "quiet" }, `文件：${row.path}　`, make("a", { href: row.report }, "对照检查单")),
      ...(remarks(row) ? [make("p", {}, remarks(row))] : []));
    if (detail.unread.length) body.append(make("p", { class: "warn" }, `没有读到：${detail.unread.join("；")}`));
    let area = "";
    items.forEach((item, i) => {
      if (item.area !== area) { area = item.area; body.append(make("h3", {}, data.areas[area])); }
      const sign = row.signs[i];
      const line = make("div", { class: i === marked ? "item-line marked" : "item-line", id: `at-${i}` },
        make("span", { class: `sign s-${sign}` }, data.signs[sign]), ` ${item.title}`,
        detail.gains[i] ? make("span", { class: "quiet" }, `　补写可提 ${detail.gains[i].toFixed(1)} 分`) : null,
        ...(detail.quotes[i] || []).map(([quote, where]) => make("blockquote", {}, `“${quote}”`, make("span", { class: "quiet" }, `（${where}）`))));
      if (!detail.quotes[i] && "mu".includes(sign)) line.append(make("blockquote", {}, item.advice));
      body.append(line);
    });
    if (detail.defects.length) {
      body.append(make("h3", {}, `文字问题（${detail.defects.length}处）`));
      for (const [name, quote, where, message] of detail.defects)
        body.append(make("div", { class: "item-line" }, `${name}：“${quote}”（${where}）　${message}`));
    }
    byId("detail").showModal();
    byId("detail").scrollTop = 0;
    if (marked !== null) byId(`at-${marked}`).scrollIntoView({ block: "center" });
    byId("close").focus({ preventScroll: true });
  }

  // ── lists ───────────────────────────────────────────────────────────────────────────
  function missed() {
    const kind = byId("missed-kind").value;
    const chosen = rows.filter((row) => !kind || row.kind === kind);
    const found = items.map((item, i) => {
      let c = 0, w = 0, m = 0;
      for (const row of chosen) { const sign = row.signs[i]; if (sign === "c") c++; else if (sign === "w") w++; else if (sign === "m") m++; }
      return { item, m, w, all: c + w + m };
    }).filter((one) => one.m + one.w).sort((a, b) => (b.m + b.w) / b.all - (a.m + a.w) / a.all || b.m - a.m);
    byId("missed-list").replaceChildren(make("div", { class: "missed" },
      ...found.slice(0, 25).map((one) => bar(one.item.title, [[one.m / one.all, ""], [one.w / one.all, "weak"]], `缺失 ${one.m}，薄弱 ${one.w}（共 ${one.all}）`)),
      found.length ? "" : "没有缺失或者薄弱的内容。"));
  }
  function table(head, lines) {
    return make("div", { class: "scroll" }, make("table", {}, make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...lines.map((line) => make("tr", {}, ...line.map((cell) => make("td", {}, cell)))))));
  }
  const MOST = 300;
  function list(id, head, lines, none) {
    const target = byId(id);
    if (!lines.length) { target.append(none); return; }
    target.append(table(head, lines.slice(0, MOST)));
    if (lines.length > MOST) target.append(make("p", { class: "quiet" }, `共 ${lines.length} 条，这里列出前 ${MOST} 条，全部见 overview.xlsx。`));
  }
  function lists() {
    list("defect-list", ["类别", "涉及单位（个）", "处数"], data.defects, "没有发现文字问题。");
    list("order-list", ["情况", "单位", "文件", "说明"], data.order, "没有。");
    for (const part of ["copied", "promises", "changes"])
      if (!data[part]) document.querySelectorAll(`[data-part="${part}"]`).forEach((node) => node.remove());
    if (data.copied) {
      const target = byId("copied-list");
      if (!data.copied.length) target.append("没有发现。");
      for (const one of data.copied.slice(0, MOST)) {
        const box = make("details", {}, make("summary", {}, `${one.left} — ${one.right}${one.previous ? "（上年报告）" : ""}：${one.share.toFixed(0)}%（占对方 ${one.other.toFixed(0)}%）`));
        box.addEventListener("toggle", () => {
          if (box.open && box.children.length === 1)
            box.append(make("div", { class: "pair" }, make("b", {}, one.left), make("b", {}, one.right), ...one.passages.flatMap(([left, right]) => [make("p", {}, left), make("p", {}, right)])));
        });
        target.append(box);
      }
      if (data.copied.length > MOST) target.append(make("p", { class: "quiet" }, `共 ${data.copied.length} 对，这里列出前 ${MOST} 对，全部见 overview.xlsx。`));
    }
    if (data.promises) list("promise-list", ["单位", "上年写的安排", "年度"], data.promises, "没有发现。");
    if (data.changes) list("change-list", ["单位", "年度", "得分", "补上的", "丢失的"], data.changes, "没有变化。");
  }

  // ── start ───────────────────────────────────────────────────────────────────────────
  options("kind", [...new Set(rows.map((row) => row.kind))]); options("missed-kind", [...new Set(rows.map((row) => row.kind))]);
  options("year", [...new Set(rows.map((row) => row.year))].sort()); options("grade", data.grades);
  summary(); mapHead(); refresh(); missed(); lists();
  for (const id of ["kind", "year", "grade", "state"]) byId(id).addEventListener("change", refresh);
  let waiting = 0;
  byId("search").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(refresh, 120); });
  byId("clear").addEventListener("click", () => { for (const id of ["search", "kind", "year", "grade", "state"]) byId(id).value = ""; refresh(); });
  byId("missed-kind").addEventListener("change", missed);
  byId("back").addEventListener("click", () => { page--; drawRanks(); });
  byId("next").addEventListener("click", () => { page++; drawRanks(); });
  let drawing = false;
  byId("map").addEventListener("scroll", () => { if (!drawing) { drawing = true; requestAnimationFrame(() => { drawing = false; drawMap(); }); } });
  byId("map").addEventListener("keydown", move);
  byId("map-body").addEventListener("click", (event) => {
    const cell = event.target.closest(".c");
    if (cell) { active = { row: Number(cell.dataset.r), item: Number(cell.dataset.i) }; drawMap(); openCell(active.row, active.item); }
  });
  byId("map-body").addEventListener("mouseover", (event) => { const cell = event.target.closest(".c"); if (cell) byId("cell").textContent = told(Number(cell.dataset.r), Number(cell.dataset.i)); });
  byId("detail").addEventListener("close", () => { if (before) before.focus(); });
  window.addEventListener("beforeprint", () => drawRanks(true));
  window.addEventListener("afterprint", () => drawRanks());
  window.addEventListener("resize", drawMap);
})();
