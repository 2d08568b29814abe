// Draws the charts of a page from the JSON in their `data-chart` attributes, in the colours of the stylesheet.
// Everything goes through the canvas: the pages' policy allows no inline style, so tooltips are drawn, not built.
(() => {
  "use strict";

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  const duration = (seconds) => {
    const whole = Math.round(seconds);
    const two = (number) => String(number).padStart(2, "0");
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  };

  const writer = (shape, lang) => {
    if (shape === "seconds") return duration;
    const options = shape === "percent" ? { style: "percent", maximumFractionDigits: 1 } : { maximumFractionDigits: 1 };
    const format = new Intl.NumberFormat(lang, options);
    return (value) => format.format(value);
  };

  // How many rows the legend takes: the drawing library does not make room for it, so the room is measured here.
  const legendRows = (chart, text, width) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${text.fontSize}px ${text.fontFamily}`;
    let rows = 1;
    let used = 0;
    for (const series of chart.series) {
      const item = LEGEND.itemWidth + 5 + pen.measureText(series.name).width + LEGEND.itemGap;
      if (used > 0 && used + item > width) {
        rows += 1;
        used = 0;
      }
      used += item;
    }
    return rows;
  };

  const LEGEND = { itemWidth: 12, itemHeight: 8, itemGap: 16 };

  const option = (chart, width) => {
    const quiet = colour("ink-quiet");
    const text = { color: quiet, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
    const onRight = chart.series.find((series) => series.shape === "percent" || series.shape === "seconds");
    const axis = (shape) => ({
      type: "value",
      axisLabel: { ...text, formatter: writer(shape, chart.lang) },
      splitLine: { show: shape === "count", lineStyle: { color: colour("line") } },
      min: 0,
      ...(shape === "percent" ? { max: 1 } : { minInterval: shape === "count" ? 1 : 0 }),
    });
    return {
      animation: !still(),
      animationDuration: 250,
      // The axes' topmost labels stand half above the grid.
      grid: { left: 8, right: onRight ? 8 : 16, top: 14 + 26 * legendRows(chart, text, width), bottom: 4, containLabel: true },
      legend: { ...LEGEND, top: 0, left: 0, width, textStyle: text, data: chart.series.map((series) => series.name) },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        confine: true,
        backgroundColor: colour("surface"),
        borderColor: colour("line-strong"),
        textStyle: { ...text, color: colour("ink") },
        axisPointer: { type: "shadow", shadowStyle: { color: colour("ink"), opacity: 0.05 } },
        formatter: (points) => [points[0].axisValueLabel, ...points
          .filter((point) => point.value !== null && point.value !== undefined && !Number.isNaN(point.value))
          .map((point) => `${point.seriesName}: ${writer(chart.series[point.seriesIndex].shape, chart.lang)(point.value)}`)].join("\n"),
      },
      xAxis: {
        type: "category",
        data: chart.labels,
        axisLabel: { ...text, hideOverlap: true },
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colour("line-strong") } },
      },
      yAxis: onRight ? [axis("count"), { ...axis(onRight.shape), position: "right" }] : [axis("count")],
      series: chart.series.map((series) => drawn(series, onRight)),
    };
  };

  const drawn = (series, onRight) => {
    const paint = colour(`chart-${series.role}`);
    const common = { name: series.name, data: series.values, itemStyle: { color: paint }, emphasis: { disabled: true } };
    if (series.shape === "stack") {
      return { ...common, type: "bar", barMaxWidth: 26, barCategoryGap: "28%", stack: "all", cursor: series.links ? "pointer" : "default" };
    }
    return {
      ...common,
      type: "line",
      yAxisIndex: series === onRight ? 1 : 0,
      lineStyle: { color: paint, width: 2 },
      symbol: "circle",
      symbolSize: 5,
      z: 5,
    };
  };

  const draw = (root) => {
    for (const place of root.querySelectorAll(".chart[data-chart]")) {
      const instance = echarts.getInstanceByDom(place) ?? echarts.init(place, null, { renderer: "canvas" });
      const chart = JSON.parse(place.dataset.chart);
      instance.setOption(option(chart, place.clientWidth), true);
      // A bar leads to the rows that it counts; the table below has the same links for those who do not click bars.
      instance.off("click");
      instance.on("click", (bar) => {
        const link = chart.series[bar.seriesIndex]?.links?.[bar.dataIndex];
        if (link) location.assign(link);
      });
      place.setAttribute("role", "img");
      place.setAttribute("aria-label", chart.series.map((series) => series.name).join(", "));
    }
  };

  const everywhere = (act) => document.querySelectorAll(".chart").forEach((place) => {
    const instance = echarts.getInstanceByDom(place);
    if (instance) act(instance);
  });

  addEventListener("resize", () => {
    everywhere((instance) => instance.resize());
    draw(document);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(document));
  document.addEventListener("htmx:beforeSwap", () => everywhere((instance) => instance.dispose()));
  document.addEventListener("htmx:afterSettle", () => draw(document));
  // While the server does not answer, the page says that its figures are old ones.
  const reached = (answered) => {
    const warning = document.getElementById("unreachable");
    if (warning) warning.hidden = answered;
  };
  for (const failure of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(failure, () => reached(false));
  document.addEventListener("htmx:afterOnLoad", () => reached(true));
  // An empty choice says nothing, so it need not stand in the address.
  document.addEventListener("htmx:configRequest", (event) => {
    const parameters = event.detail.parameters;
    for (const name of Object.keys(parameters)) {
      if (parameters[name] === "") delete parameters[name];
    }
  });
  draw(document);
})();
