"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const GLYPHS = { c: "●", w: "◐", m: "○", n: "–", r: "？", x: "免", u: "·" };
  const ROW = 22, CELL = 18, FEW = 10;
  const rows = data.rows, items = data.items;
  rows.forEach((row, i) => {
    row.i = i; row.find = (row.agency + "\n" + row.path).toLowerCase(); row.about = row.remarks.join("；");
    row.errors = Object.values(row.wrong).reduce((a, b) => a + b, 0);
  });
  const many = new Set(rows.map((row) => row.year)).size > 1;

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
  const button = (label, run) => make("button", { type: "button", class: "link", on: { click: run } }, label);
  const points = (score) => (score === null ? "不评分" : score.toFixed(1));
  const count = (signs, sign) => { let n = 0; for (const one of signs) if (one === sign) n++; return n; };

  // ── summary ─────────────────────────────────────────────────────────────────────────
  function tile(value, label) { return make("div", { class: "tile" }, make("b", {}, String(value)), label); }
  function summary() {
    const scores = rows.map((row) => row.score).filter((one) => one !== null);
    const tiles = byId("tiles");
    if (data.roster) tiles.append(tile(data.roster.asked, "应报单位"));
    tiles.append(tile(rows.length, "已检查单位"));
    if (data.roster) {
      for (const name of ["未报送", "不能检查", "没有找到"]) {
        const n = data.roster.absent.filter((one) => one === name).length;
        if (n || name === "未报送") tiles.append(tile(n, name));
      }
      tiles.append(tile(rows.filter((row) => row.late).length, "逾期报送"));
    }
    if (data.unread) tiles.append(tile(data.unread, "不能检查的文件"));
    if (scores.length) {
      tiles.append(tile((scores.reduce((a, b) => a + b, 0) / scores.length).toFixed(1), "平均分"), tile(rows.filter((row) => row.veto).length, "单项否决"));
      for (const grade of data.grades) tiles.append(tile(rows.filter((row) => row.grade === grade).length, grade));
    }
    const bins = new Array(10).fill(0);
    for (const score of scores) bins[Math.min(9, Math.floor(score / 10))]++;
    const most = Math.max(1, ...bins);
    bins.forEach((n, i) => {
      const column = make("i", {}); column.style.height = `${(78 * n) / most}%`;
      byId("spread").append(make("div", { title: `${i * 10} 分至${i === 9 ? "" : "不满"} ${i * 10 + 10} 分：${n} 个` }, n ? String(n) : "", column, make("span", {}, String(i * 10), make("span", { class: "to" }, `—${i === 9 ? 100 : i * 10 + 9}`))));
    });
    const head = ["类别", "单位", "平均分", "中位数", ...data.grades, "单项否决"];
    const cell = (one, i) => (i === 2 || i === 3 ? points(one) : String(one));
    byId("kinds").append(table(head, data.kinds.map((line) => line.map(cell)), (i) => (i ? "n" : "t")));
  }
  function bar(label, parts, value) {
    const track = make("div", { class: "track", "aria-hidden": "true" });
    for (const [share, name] of parts) { const one = make("i", { class: name }); one.style.width = `${100 * share}%`; track.append(one); }
    return make("div", { class: "bar" }, make("span", {}, label), track, make("span", { class: "value" }, value));
  }

  // ── filters and ranking ─────────────────────────────────────────────────────────────
  const FILTERS = ["search", "kind", "year", "grade", "state", "item", "wrong"];
  const COLUMNS = [
    ["名次", (row) => row.rank === null ? Infinity : row.rank, (row) => row.rank === null ? "" : String(row.rank), "n"],
    ["单位", (row) => row.agency, null, "name"],
    ["类别", (row) => row.kind, (row) => row.kind, "t more"],
    ...(many ? [["年度", (row) => row.year, (row) => String(row.year), "n more"]] : []),
    ["得分", (row) => row.score === null ? -1 : row.score, (row) => points(row.score), "n"],
    ["等次", (row) => data.grades.indexOf(row.grade), (row) => row.grade, "t"],
    ["具备", (row) => count(row.signs, "c"), (row) => String(count(row.signs, "c")), "n more"],
    ["薄弱", (row) => count(row.signs, "w"), (row) => String(count(row.signs, "w")), "n more"],
    ["缺失", (row) => count(row.signs, "m"), (row) => String(count(row.signs, "m")), "n"],
    ["文字问题", (row) => row.errors, (row) => String(row.errors), "n more"],
    ["说明", (row) => row.about, (row) => row.about, "about more"],
  ];
  const BEST_FIRST = COLUMNS.findIndex(([name]) => name === "得分");
  const order = { column: 0, down: false };
  let shown = rows.slice(), page = 0;

  function options(id, values) { for (const one of values) byId(id).append(make("option", { value: String(one) }, String(one))); }
  function itemOptions() {
    let group = null, area = null;
    items.forEach((item, i) => {
      if (item.area !== area) { area = item.area; group = make("optgroup", { label: data.areas[area] }); byId("item").append(group); }
      group.append(make("option", { value: String(i) }, item.title));
    });
    data.defects.forEach(([name], i) => byId("wrong").append(make("option", { value: String(i) }, name)));
  }
  function filtered() {
    const wanted = byId("search").value.trim().toLowerCase();
    const [kind, year, grade, state, item, wrong] = FILTERS.slice(1).map((id) => byId(id).value);
    const signs = byId("sign").value;
    byId("sign").disabled = !item;
    return rows.filter((row) => (!wanted || row.find.includes(wanted)) && (!kind || row.kind === kind)
      && (!year || String(row.year) === year) && (!grade || row.grade === grade)
      && (!state || (state === "veto" ? row.veto : state === "late" ? row.late : row.about))
      && (!item || signs.includes(row.signs[Number(item)])) && (!wrong || row.wrong[wrong]));
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
  function choose(id, value) {
    for (const one of FILTERS) byId(one).value = one === id ? String(value) : "";
    byId("sign").value = "mw";
    refresh();
    byId("work").scrollIntoView();
    byId(id).focus({ preventScroll: true });
  }
  function drawRanks(all) {
    const head = make("tr", {}, ...COLUMNS.map(([name, , , kind], i) => make("th",
      { scope: "col", class: kind, "aria-sort": i === order.column ? (order.down ? "descending" : "ascending") : null },
      button(name, () => { order.down = order.column === i ? !order.down : i === BEST_FIRST; order.column = i; sort(); page = 0; drawRanks(); drawMap(); byId("ranks").querySelectorAll("th button")[i].focus(); }),
      make("span", { class: "print-only" }, name))));
    byId("ranks").tHead.replaceChildren(head);
    const size = Number(byId("size").value);
    const part = all ? shown : shown.slice(page * size, page * size + size);
    byId("ranks").tBodies[0].replaceChildren(...part.map((row) => make("tr", {}, ...COLUMNS.map(([, , told, kind]) =>
      make("td", { class: kind }, told ? told(row) : opener(row))))));
    if (!part.length) byId("ranks").tBodies[0].append(make("tr", {}, make("td", { colspan: COLUMNS.length }, "没有符合条件的单位。")));
    const pages = Math.max(1, Math.ceil(shown.length / size));
    byId("page").textContent = `第 ${page + 1} 页，共 ${pages} 页`;
    byId("back").disabled = page === 0; byId("next").disabled = page >= pages - 1;
  }
  function opener(row) {
    return data.pages ? make("a", { href: row.page }, row.agency) : button(row.agency, () => open(row, null));
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
    const lines = [];
    for (let r = from; r < to; r++) {
      const row = shown[r];
      const line = make("div", { class: r === active.row ? "row lit" : "row", role: "row", "aria-rowindex": String(r + 2) }, make("div", { class: "name", role: "rowheader", title: row.agency }, row.agency));
      line.style.top = `${r * ROW}px`; line.dataset.r = r;
      for (let i = 0; i < items.length; i++) {
        const cell = document.createElement("div"), here = r === active.row && i === active.item;
        cell.className = `c s-${row.signs[i]}${firsts.has(i) ? " first" : ""}${here ? " here" : ""}`;
        cell.setAttribute("role", "gridcell");
        cell.setAttribute("aria-label", `${items[i].title}：${data.signs[row.signs[i]]}`);
        if (here) cell.id = "here";
        cell.textContent = GLYPHS[row.signs[i]];
        cell.dataset.i = i;
        line.append(cell);
      }
      lines.push(line);
    }
    body.replaceChildren(...lines);
    byId("map-head").querySelectorAll(".item").forEach((head, i) => head.classList.toggle("lit", i === active.item));
    if (byId("here")) map.setAttribute("aria-activedescendant", "here"); else map.removeAttribute("aria-activedescendant");
  }
  function told(r, i) { return `${shown[r].agency}　${items[i].title}：${data.signs[shown[r].signs[i]]}`; }
  function move(event) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-15, 0], PageDown: [15, 0] }[event.key];
    if (!shown.length) return;
    if (event.key === "Enter") { event.preventDefault(); openCell(active.row, active.item); return; }
    if (event.key === "Home" || event.key === "End") {
      active.item = event.key === "Home" ? 0 : items.length - 1;
      if (event.ctrlKey) active.row = event.key === "Home" ? 0 : shown.length - 1;
    } else if (step) {
      active.row = Math.max(0, Math.min(shown.length - 1, active.row + step[0]));
      active.item = Math.max(0, Math.min(items.length - 1, active.item + step[1]));
    } else return;
    event.preventDefault();
    const map = byId("map"), head = byId("map-head").offsetHeight, name = byId("map-head").firstChild.offsetWidth;
    const top = active.row * ROW, left = name + active.item * CELL;
    if (top < map.scrollTop) map.scrollTop = top;
    if (top + ROW + head > map.scrollTop + map.clientHeight - 20) map.scrollTop = top + ROW + head - map.clientHeight + 20;
    if (left - name < map.scrollLeft) map.scrollLeft = left - name;
    if (left + 2 * CELL > map.scrollLeft + map.clientWidth) map.scrollLeft = left + 2 * CELL - map.clientWidth;
    drawMap();
    byId("cell").textContent = told(active.row, active.item);
  }
  function openCell(r, i) {
    const row = shown[r];
    if (data.pages) location.href = i === null ? row.page : `${row.page}#${items[i].id}`;
    else open(row, i);
  }

  // ── drill-down ──────────────────────────────────────────────────────────────────────
  let before = null, current = null;
  function open(row, marked) {
    if (!byId("detail").open) before = document.activeElement;
    current = row;
    const detail = JSON.parse(byId(`d${row.i}`).textContent);
    byId("detail-head").textContent = row.agency;
    byId("detail-about").replaceChildren(
      make("p", {}, `${row.kind}　${row.year}年度　得分 `, make("b", {}, points(row.score)), `　${row.grade}　具备 ${count(row.signs, "c")} 项，薄弱 ${count(row.signs, "w")} 项，缺失 ${count(row.signs, "m")} 项`),
      make("p", { class: "quiet" }, `文件：${row.path}　`, make("a", { href: row.report }, "对照检查单")),
      ...(row.about ? [make("p", {}, row.about)] : []),
      ...(detail.unread.length ? [make("p", { class: "warn" }, `没有读到：${detail.unread.join("；")}`)] : []));
    const body = byId("detail-body");
    body.replaceChildren();
    let area = "";
    items.forEach((item, i) => {
      const sign = row.signs[i], fine = "mw".includes(sign) ? "" : " fine";
      if (item.area !== area) {
        area = item.area;
        const same = items.some((one, j) => one.area === area && "mw".includes(row.signs[j]));
        body.append(make("h3", { class: same ? "" : "fine" }, data.areas[area]));
      }
      const quotes = (detail.quotes[i] || []).map((one) => detail.words[one]);
      const more = [item.needs[row.kind], detail.gains[i] ? `补写可提 ${detail.gains[i].toFixed(1)} 分` : ""].filter(Boolean).join("，");
      const line = make("div", { class: `item-line${i === marked ? " marked" : fine}`, id: `at-${i}` },
        make("span", { class: `sign s-${sign}` }, data.signs[sign]), ` ${item.title}`, make("span", { class: "quiet" }, `　${more}`),
        ...quotes.map(([quote, where]) => make("blockquote", {}, `“${quote}”`, make("span", { class: "quiet" }, `（${where}）`))));
      if (!quotes.length && "mu".includes(sign)) line.append(make("blockquote", {}, item.advice));
      body.append(line);
    });
    if (detail.defects.length) {
      body.append(make("h3", {}, `文字问题（${detail.defects.length}处）`));
      for (const [name, quote, where, message, better] of detail.defects)
        body.append(make("div", { class: "item-line" }, `${name}：“${quote}”（${where}）　${message}${better ? "　" + better : ""}`));
    }
    const at = shown.indexOf(row);
    byId("before").disabled = at <= 0; byId("after").disabled = at < 0 || at >= shown.length - 1;
    if (!byId("detail").open) byId("detail").showModal();
    byId("detail").scrollTop = 0;
    if (marked !== null) byId(`at-${marked}`).scrollIntoView({ block: "center" });
    byId("close").focus({ preventScroll: true });
  }
  function step(by) { const at = shown.indexOf(current) + by; if (shown[at]) open(shown[at], null); }

  // ── lists ───────────────────────────────────────────────────────────────────────────
  function table(head, lines, kind) {
    return make("div", { class: "scroll" }, make("table", {}, make("thead", {}, make("tr", {}, ...head.map((name, i) => make("th", { scope: "col", class: kind ? kind(i) : "" }, name)))),
      make("tbody", {}, ...lines.map((line) => make("tr", {}, ...line.map((cell, i) => make("td", { class: kind ? kind(i) : "" }, cell)))))));
  }
  // the first few; the rest when asked for
  function few(target, lines, draw, unit, most) {
    const first = most || FEW;
    target.replaceChildren(...(lines.length ? draw(lines.slice(0, first)) : ["没有。"]));
    if (lines.length > first)
      target.append(make("p", { class: "print-no" }, button(`显示全部 ${lines.length} ${unit}`, () => { target.replaceChildren(...draw(lines)); })));
  }
  function missed() {
    const kind = byId("missed-kind").value;
    const chosen = rows.filter((row) => !kind || row.kind === kind);
    const found = items.map((item, i) => {
      let c = 0, w = 0, m = 0;
      for (const row of chosen) { const sign = row.signs[i]; if (sign === "c") c++; else if (sign === "w") w++; else if (sign === "m") m++; }
      return { item, i, m, w, all: c + w + m };
    }).filter((one) => one.m + one.w).sort((a, b) => (b.m + b.w) / b.all - (a.m + a.w) / a.all || b.m - a.m);
    few(byId("missed-list"), found, (part) => part.map((one) => bar(
      button(one.item.title, () => { choose("item", one.i); if (kind) { byId("kind").value = kind; refresh(); } }),
      [[one.m / one.all, ""], [one.w / one.all, "weak"]],
      `${Math.round((100 * (one.m + one.w)) / one.all)}%（缺 ${one.m} 弱 ${one.w}／${one.all}）`)), "项", 15);
  }
  function lists() {
    few(byId("defect-list"), data.defects.map(([name, agencies, places], i) => [button(name, () => choose("wrong", i)), String(agencies), String(places)]),
      (part) => [table(["类别", "涉及单位（个）", "处数"], part, (i) => (i ? "n" : ""))], "类", 15);
    const groups = new Map();
    for (const [name, ...line] of data.order) groups.set(name, [...(groups.get(name) || []), line]);
    for (const [name, lines] of groups) {
      const inside = make("div", {}), box = make("details", {}, make("summary", {}, make("b", {}, name), `　${lines.length} 个`), inside);
      box.open = lines.length <= FEW;
      const used = [0, 1, 2].filter((i) => lines.some((line) => line[i]));
      few(inside, lines.map((line) => used.map((i) => line[i])), (part) => [table(used.map((i) => ["单位", "文件", "说明"][i]), part)], "个", 50);
      byId("order-list").append(box);
    }
    if (!groups.size) byId("order-list").append("没有。");
    for (const part of ["copied", "promises", "changes"])
      if (!data[part]) document.querySelectorAll(`[data-part="${part}"]`).forEach((node) => node.remove());
    const rest = data.pairs > data.copied.length ? [make("p", { class: "quiet" }, `共 ${data.pairs} 对，这里列出最相近的 ${data.copied.length} 对，全部见 overview.xlsx。`)] : [];
    few(byId("copied-list"), data.copied, (part) => [...rest, ...part.map(pair)], "对");
    if (data.promises) few(byId("promise-list"), data.promises, (part) => [table(["单位", "上年写的安排", "年度"], part, (i) => (i === 1 ? "" : "t"))], "条");
    if (data.changes) few(byId("change-list"), data.changes, (part) => [table(["单位", "年度", "得分", "补上的", "丢失的"], part, (i) => (i < 3 ? "t" : ""))], "个");
  }
  function pair(one) {
    const right = one.previous ? "本单位上年报告" : one.right;
    const box = make("details", {}, make("summary", {}, `${one.left} — ${right}：${one.share.toFixed(0)}%（占对方 ${one.other.toFixed(0)}%）`));
    box.addEventListener("toggle", () => {
      if (box.open && box.children.length === 1)
        box.append(make("div", { class: "pair" }, make("b", {}, one.left), make("b", {}, one.previous ? one.right : right), ...one.passages.flatMap(([left, other]) => [make("p", {}, left), make("p", {}, other)])));
    });
    return box;
  }

  // ── start ───────────────────────────────────────────────────────────────────────────
  const kinds = data.kinds.map(([name]) => name);
  options("kind", kinds); options("missed-kind", kinds);
  options("year", [...new Set(rows.map((row) => row.year))].sort()); options("grade", data.grades);
  if (!many) byId("year").parentNode.hidden = true;
  itemOptions(); summary(); mapHead(); refresh(); missed(); lists();
  for (const id of [...FILTERS.slice(1), "sign"]) byId(id).addEventListener("change", refresh);
  let waiting = 0;
  byId("search").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(refresh, 120); });
  byId("clear").addEventListener("click", () => { for (const id of FILTERS) byId(id).value = ""; byId("sign").value = "mw"; refresh(); });
  byId("missed-kind").addEventListener("change", missed);
  byId("size").addEventListener("change", () => { page = 0; drawRanks(); });
  byId("back").addEventListener("click", () => { page--; drawRanks(); });
  byId("next").addEventListener("click", () => { page++; drawRanks(); });
  let drawing = false;
  byId("map").addEventListener("scroll", () => { if (!drawing) { drawing = true; requestAnimationFrame(() => { drawing = false; drawMap(); }); } });
  byId("map").addEventListener("keydown", move);
  const at = (event) => { const line = event.target.closest(".row"), cell = event.target.closest(".c"); return [line && Number(line.dataset.r), cell && Number(cell.dataset.i)]; };
  byId("map-body").addEventListener("click", (event) => {
    const [r, i] = at(event);
    if (r === null) return;
    active = { row: r, item: i === null ? active.item : i };
    drawMap(); openCell(r, i);
  });
  byId("map-body").addEventListener("mouseover", (event) => { const [r, i] = at(event); if (i !== null) byId("cell").textContent = told(r, i); });
  byId("detail").addEventListener("close", () => { if (before) before.focus(); });
  byId("before").addEventListener("click", () => step(-1));
  byId("after").addEventListener("click", () => step(1));
  byId("gaps-only").addEventListener("change", (event) => byId("detail-body").classList.toggle("gaps-only", event.target.checked));
  window.addEventListener("beforeprint", () => { drawRanks(true); byId("order-list").querySelectorAll("details").forEach((one) => { one.open = true; }); });
  window.addEventListener("afterprint", () => drawRanks());
  window.addEventListener("resize", drawMap);
})();
