"use strict";
(function () {
  document.documentElement.classList.add("scripted");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const symbols = { mim: "circle", supervised: "diamond", scratch: "triangle", pixels: "rect", other: "pin", "number-1": "circle", "number-2": "diamond", "number-3": "triangle", "number-4": "rect", "number-5": "pin", "number-6": "arrow", "": "none" };
  const hidden = new Set();
  const charts = [];

  const color = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const escape = text => String(text).replace(/[&<>"']/g, c => "&#" + c.charCodeAt(0) + ";");

  function number(value) {
    const size = Math.abs(value);
    const digits = size === 0 || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 ? 3 : size >= 0.01 ? 4 : 6;
    const text = size !== 0 && size < 1e-4 ? value.toExponential(2) : value.toFixed(digits);
    return text.replace("-", "\u2212").replace(/\B(?=(\d{3})+(?!\d))/g, m => size >= 1000 ? "\u202f" : m);
  }

  function tick(value) {
    return String(Math.round(value * 1e6) / 1e6).replace("-", "\u2212");
  }

  function mix(from, to, share) {
    const parse = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
    const a = parse(from), b = parse(to);
    return "#" + a.map((x, i) => Math.round(x + (b[i] - x) * share).toString(16).padStart(2, "0")).join("");
  }

  // Of the two text colours the one that stands out more.
  function readable(background) {
    const light = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16) / 255)
      .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0.05);
    const contrast = name => { const a = light(color(name)), b = light(background); return Math.max(a, b) / Math.min(a, b); };
    return contrast("over") > contrast("ink") ? color("over") : color("ink");
  }

  function axis(spec, vertical, width) {
    const text = { color: color("quiet"), fontSize: 12 };
    const line = { onZero: false, lineStyle: { color: color("line") } };
    const base = {
      name: spec.name, nameLocation: "middle", nameGap: vertical ? 40 : 28, nameTextStyle: text, axisLine: line, axisTick: { show: false },
    };
    if (spec.places)
      return Object.assign(base, { type: "category", data: spec.places,
        axisLabel: Object.assign({ hideOverlap: true, lineHeight: 15 }, width ? { width: width, overflow: "break" } : {}, text), splitLine: { show: false } });
    const whole = spec.whole ? value => Number.isInteger(value) ? tick(value) : "" : tick;
    return Object.assign(base, {
      type: spec.log ? "log" : "value", min: spec.min, max: spec.max,
      minInterval: spec.whole ? 1 : undefined, splitNumber: vertical ? 5 : undefined,
      axisLabel: Object.assign({ formatter: whole, hideOverlap: true, showMinLabel: spec.log ? false : undefined, showMaxLabel: spec.log ? false : undefined,
        customValues: spec.whole ? range(Math.ceil(spec.min), Math.floor(spec.max)) : undefined }, text),
      splitLine: { show: vertical, lineStyle: { color: color("line"), opacity: 0.7 } },
    });
  }

  // In the font that ECharts draws with.
  function widest(texts) {
    const brush = document.createElement("canvas").getContext("2d");
    brush.font = "12px sans-serif";
    return Math.ceil(Math.max(...texts.map(text => brush.measureText(text).width)));
  }

  function range(from, to) {
    const step = Math.ceil((to - from + 1) / 12);
    const values = [];
    for (let value = from; value <= to; value += step) values.push(value);
    return values;
  }

  function paint(mark) {
    const own = mark.style && mark.arm ? color(mark.style) : color("quiet");
    return mark.shade === undefined ? own : mix(mix(color("paper"), own, 0.4), own, mark.shade);
  }

  function series(mark) {
    const own = paint(mark);
    const base = { name: mark.name, data: mark.points, symbol: symbols[mark.arm ? mark.style : ""], symbolSize: 8, itemStyle: { color: own }, animation: false };
    switch (mark.kind) {
      case "dots": return Object.assign(base, { type: "scatter", itemStyle: { color: own, opacity: 0.5 } });
      case "line": return Object.assign(base, { type: "line", lineStyle: { color: own, width: 2.2 }, symbolSize: 7, showSymbol: true,
        endLabel: mark.shade === undefined ? undefined : { show: true, formatter: mark.name.replace("layer ", ""), color: color("ink"), fontSize: 11, distance: 6 }, labelLayout: { hideOverlap: true } });
      case "curve": return Object.assign(base, { type: "line", lineStyle: { color: own, width: 1.4 }, showSymbol: false });
      case "reference": return Object.assign(base, { type: "line", symbol: "none", silent: true, lineStyle: { color: own, width: 1.2, type: "dashed" } });
      default: return Object.assign(base, { type: "scatter", symbolSize: 12, z: 5 });
    }
  }

  function bars(mark) {
    const own = paint(mark);
    return {
      type: "custom", name: mark.name, data: mark.points.map(p => [p[3], p[1], p[4]]), silent: true, z: 4, encode: { x: [0, 2], y: 1 }, animation: false, clip: true,
      renderItem: (params, api) => {
        const from = api.coord([api.value(0), api.value(1)]), to = api.coord([api.value(2), api.value(1)]);
        const style = { stroke: own, lineWidth: 2, fill: null };
        const area = params.coordSys, left = Math.max(from[0], area.x), right = Math.min(to[0], area.x + area.width);
        const line = (x1, x2, y1, y2) => ({ type: "line", shape: { x1: x1, x2: x2, y1: y1, y2: y2 }, style: style });
        return { type: "group", children: [
          line(left, right, from[1], from[1]),
          ...(left === from[0] ? [line(left, left, from[1] - 5, from[1] + 5)] : []),
          ...(right === to[0] ? [line(right, right, from[1] - 5, from[1] + 5)] : []),
        ] };
      },
    };
  }

  function tooltip() {
    return { trigger: "item", confine: true, backgroundColor: color("panel"), borderColor: color("line"), textStyle: { color: color("ink"), fontSize: 13 } };
  }

  function plot(spec, width) {
    const shown = spec.marks.filter(m => !hidden.has(m.arm));
    const shaded = shown.some(m => m.shade !== undefined);
    const left = spec.horizontal ? Math.min(widest(spec.y.places) + 14, width * 0.4) : 62;
    const all = shown.flatMap(m => m.kind === "interval" ? [bars(m), series(m)] : [series(m)]);
    return {
      aria: { enabled: true, label: { description: spec.label } },
      animation: false,
      grid: { left: left, right: shaded ? 30 : 18, top: 14, bottom: 46, containLabel: false },
      xAxis: axis(spec.x, false), yAxis: axis(spec.y, true, left - 14), series: all,
      tooltip: Object.assign(tooltip(), { formatter: p => {
        const mark = p.seriesName, note = p.value[2];
        const value = spec.horizontal ? p.value[0] : p.value[1];
        const at = spec.horizontal ? "" : escape(spec.x.name.split(" ")[0]) + " " + tick(p.value[0]) + "<br>";
        return at + escape(note && note !== mark ? (mark === "head" ? note : mark + ", " + note) : mark) + "<br><b>" + number(value) + "</b> " + escape((/\(([^)]*)\)$/.exec((spec.horizontal ? spec.x : spec.y).name) || ["", ""])[1]);
      } }),
    };
  }

  function heat(spec) {
    const axisOf = (a, vertical) => Object.assign(axis(a, vertical), { inverse: vertical, position: vertical ? "left" : "bottom", splitArea: { show: false } });
    const low = color("panel"), high = color("heat");
    const at = v => mix(low, high, (v - spec.heat.min) / (spec.heat.max - spec.heat.min));
    return {
      aria: { enabled: true, label: { description: spec.label } },
      animation: false,
      grid: { left: 50, right: 8, top: 8, bottom: 46 },
      xAxis: axisOf(spec.x, false), yAxis: Object.assign(axisOf(spec.y, true), { nameGap: 28 }),
      tooltip: Object.assign(tooltip(), { formatter: p => "layers " + escape(spec.y.places[p.value[1]]) + " and " + escape(spec.x.places[p.value[0]]) + "<br><b>" + number(p.value[2]) + "</b>" }),
      series: [{
        type: "heatmap", animation: false,
        data: spec.heat.cells.map(c => ({ value: c, itemStyle: { color: at(c[2]) },
          label: { show: spec.heat.cells.length <= 200, color: readable(at(c[2])), fontSize: 11, formatter: c[2].toFixed(2) } })),
        emphasis: { itemStyle: { borderColor: color("ink"), borderWidth: 1 } },
      }],
    };
  }

  function draw(entry) {
    if (entry.box.offsetWidth === 0) return;
    entry.chart.resize();
    entry.chart.setOption(entry.spec.heat ? heat(entry.spec) : plot(entry.spec, entry.box.offsetWidth), { notMerge: true });
  }

  function start(script) {
    const box = document.getElementById(script.dataset.chart);
    const spec = JSON.parse(script.textContent);
    const still = box.innerHTML;
    box.textContent = "";
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", spec.label);
    const size = () => {
      const rows = spec.horizontal ? spec.y.places.length * 44 + 70 : 300;
      box.style.height = (spec.heat ? Math.min(box.offsetWidth, 440) * 0.98 : rows) + "px";
    };
    size();
    try {
      const entry = { box: box, spec: spec, chart: echarts.init(box, null, { renderer: "svg" }) };
      draw(entry);
      charts.push(entry);
      new ResizeObserver(() => { size(); draw(entry); }).observe(box.parentElement);
    } catch (error) {
      box.innerHTML = still;
      console.error(error);
    }
  }

  function toggle(arm) {
    if (!hidden.delete(arm)) hidden.add(arm);
    document.querySelectorAll("[data-toggle]").forEach(b => b.setAttribute("aria-pressed", String(!hidden.has(b.dataset.toggle))));
    document.querySelectorAll("[data-panel]").forEach(p => { p.hidden = p.dataset.panel !== "" && hidden.has(p.dataset.panel); });
    charts.forEach(draw);
  }

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const field = document.createElement("textarea");
      field.value = button.dataset.copy;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 1200);
  }

  document.querySelectorAll("script[data-chart]").forEach(start);
  document.querySelectorAll("[data-toggle]").forEach(b => b.addEventListener("click", () => toggle(b.dataset.toggle)));
  document.querySelectorAll("[data-copy]").forEach(b => b.addEventListener("click", () => copy(b)));
  dark.addEventListener("change", () => charts.forEach(draw));
  matchMedia("print").addEventListener("change", () => charts.forEach(draw));
})();
